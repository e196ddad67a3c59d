"""What uv wrote, read; what lacks an address or a hash is no lock."""

import pytest

from envdoctor.facts.indexes.locked import Unusable, read_lock

DIGEST = "a" * 64
WHEEL = f'{{ url = "https://i.example/f/a_b-1.0%2Bcu1-py3-none-any.whl", size = 5, hashes = {{ sha256 = "{DIGEST}" }} }}'


def text(row):
    return f'lock-version = "1.0"\n[[packages]]\nname = "a-b"\nversion = "1.0+cu1"\n{row}\n'


def test_a_wheel():
    lock = read_lock(text(f"wheels = [{WHEEL}]"), "uv 0")
    (package,) = lock.packages
    (file,) = package.wheels
    assert (package.name, package.version, package.sdist) == ("a-b", "1.0+cu1", None)
    assert file.name == "a_b-1.0+cu1-py3-none-any.whl"
    assert (file.sha256, file.size_bytes) == (DIGEST, 5)
    assert lock.by == "uv 0"


def test_credentials_are_left_behind():
    lock = read_lock(text(f"wheels = [{WHEEL.replace('i.example', 'jane:pw@i.example')}]"), "uv")
    assert lock.packages[0].wheels[0].url.startswith("https://i.example/")


def test_a_repository():
    row = 'vcs = { type = "git", url = "https://j:p@g.example/x", requested-revision = "v1", commit-id = "0f" }'
    package = read_lock(text(row), "uv").packages[0]
    assert (package.repository, package.commit, package.revision) == (
        "https://g.example/x",
        "0f",
        "v1",
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (text("wheels = []"), "a-b is in no file"),
        (text(""), "a-b is in no file"),
        (text(f"wheels = [{WHEEL.replace(DIGEST, 'a')}]"), "has no SHA-256"),
        (text(f"wheels = [{WHEEL.replace('url', 'path')}]"), "a-b is in no file"),
        ("nothing = [", "is no lock"),
        ("", "is no lock"),
        ("packages = 3", "is no lock"),
        ("packages = ['x']", "is no lock"),
    ],
)
def test_what_is_no_lock(content, says):
    with pytest.raises(Unusable) as refused:
        read_lock(content, "uv")
    assert says in refused.value.sentence.format(**refused.value.params)
