"""Addresses: what is shown of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from envdoctor.facts.indexes.address import Address
from tests.support.roots import posix_only


@pytest.mark.parametrize(
    ("text", "public", "url"),
    [
        (
            "https://u:p%40w@h.example:8443/simple/",
            "https://h.example:8443/simple/",
            "https://h.example:8443/simple/",
        ),
        ("https://tok@h.example/simple", "https://h.example/simple", "https://h.example/simple"),
        (
            "https://h.example/t/abc/simple",
            "https://h.example/t/<removed>/simple",
            "https://h.example/t/abc/simple",
        ),
        ("https://h.example/x?sig=1", "https://h.example/x?<removed>", "https://h.example/x?sig=1"),
        ("http://[::1]:80/simple#frag", "http://[::1]:80/simple", "http://[::1]:80/simple"),
    ],
)
def test_what_is_shown_and_what_is_asked(text, public, url):
    address = Address.of(text)
    assert (address.public, address.url) == (public, url)
    assert repr(address) == f"Address({public!r})"


@posix_only
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/wheels", "/wheels"),
        ("wheels/../more", "/src/more"),
        ("~/wheels", "/home/zoe/wheels"),
        ("file:///a%20b", "/a b"),
        ("file://localhost/a", "/a"),
        ("file:/a", "/a"),
    ],
)
def test_folders(text, path):
    assert Address.of(text, "/src", "/home/zoe").path == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "ftp://u:pw@h/",
        "https:///x",
        "https://u:pw@[h/",
        "https://u:pw@h:99999/",
        "git+ssh://u:pw@h/x",
    ],
)
def test_what_is_no_address_is_not_repeated(text):
    with pytest.raises(ValueError, match=r"address|named") as refused:
        Address.of(text)
    assert "pw" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_project_lies_below_its_index():
    for text in ("https://u:p@h.example/simple", "https://u:p@h.example/simple/"):
        below = Address.of(text).below("mmcv")
        assert below.url == "https://h.example/simple/mmcv/"
        assert below.credentials == ("u", "p")


secrets = some.text(
    some.characters(min_codepoint=33, max_codepoint=126, blacklist_characters="/?#@:[]\\"),
    min_size=5,
)


@given(secrets, secrets)
def test_no_password_is_shown_whatever_it_is(user, password):
    address = Address.of(f"https://{user}:{password}@index.example/simple")
    assert address.public == "https://index.example/simple"
    assert address.url == "https://index.example/simple"
