"""The port to files: nothing outside a folder that stands for a machine can be reached through it."""

import os

import pytest

from envdoctor.facts.root import Root, TooLarge
from tests.support.roots import posix_only


@pytest.fixture
def image(tmp_path):
    """The file system of an image, with a secret of the host beside it."""
    (tmp_path / "secret").write_text("of the host", encoding="utf-8")
    root = tmp_path / "image"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "os-release").write_text("NAME=image\n", encoding="utf-8")
    return root


def test_files_and_folders_are_read(image):
    root = Root(str(image))
    assert root.read_text("/etc/os-release") == "NAME=image\n"
    assert root.read_head("/etc/os-release", 4) == b"NAME"
    assert root.list("/") == ("etc",)
    assert root.status("/etc/os-release").size_bytes == os.path.getsize(
        image / "etc" / "os-release"
    )
    assert (root.is_dir("/etc"), root.is_file("/etc"), root.exists("/etc")) == (True, False, True)
    assert (root.is_file("/etc/os-release"), root.is_dir("/etc/os-release")) == (True, False)
    assert not root.exists("/nothing")
    assert not root.is_live


def test_the_running_machine_is_read_as_it_is(tmp_path):
    (tmp_path / "here").write_bytes(b"\xff")
    root = Root()
    assert root.is_live
    assert root.real(str(tmp_path)) == str(tmp_path)
    assert root.read_text(str(tmp_path / "here")) == "\N{REPLACEMENT CHARACTER}"


@posix_only
@pytest.mark.parametrize(
    "target",
    [
        "/secret",
        "../secret",
        "../../secret",
        "/../secret",
        "/etc/../../secret",
        "../../../../../../secret",
    ],
)
def test_no_link_leads_out(image, tmp_path, target):
    (image / "etc" / "link").symlink_to(target)
    root = Root(str(image))
    with pytest.raises(FileNotFoundError):
        root.read_text("/etc/link")
    assert not root.exists("/etc/link")
    assert root.resolve("/etc/link") in {"/secret", "/etc/secret"}


@posix_only
def test_an_absolute_link_leads_back_into_the_root(image, tmp_path):
    (image / "secret").write_text("of the image", encoding="utf-8")
    (image / "out").symlink_to("/secret")
    (image / "host").symlink_to(str(tmp_path / "secret"))
    root = Root(str(image))
    assert root.read_text("/out") == "of the image"
    assert not root.exists("/host")


@posix_only
def test_folders_that_are_links_are_followed_inside(image):
    (image / "usr" / "lib").mkdir(parents=True)
    (image / "usr" / "lib" / "file").write_text("x", encoding="utf-8")
    (image / "lib").symlink_to("usr/lib")
    (image / "lib64").symlink_to("/lib")
    root = Root(str(image))
    assert root.read_text("/lib64/file") == "x"
    assert root.read_text("/lib64/../lib/file") == "x"
    assert root.list("/lib64") == ("file",)
    assert root.resolve("/lib64/file") == "/usr/lib/file"


@pytest.mark.parametrize("path", ["/../secret", "../secret", "/etc/../../secret", "//../secret"])
def test_no_path_leads_out(image, path):
    assert not Root(str(image)).exists(path)


@posix_only
def test_links_that_go_round_end(image):
    (image / "a").symlink_to("b")
    (image / "b").symlink_to("/a")
    (image / "self").symlink_to("self/x")
    root = Root(str(image))
    for path in ("/a", "/self"):
        with pytest.raises(OSError, match="too many links"):
            root.read_bytes(path)
        assert not root.exists(path)


def test_sizes_are_capped(image):
    (image / "large").write_bytes(b"x" * 100)
    root = Root(str(image))
    assert root.read_bytes("/large", 100) == b"x" * 100
    with pytest.raises(TooLarge, match="larger than 99 bytes"):
        root.read_bytes("/large", 99)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no endless file")
def test_endless_files_end():
    with pytest.raises(TooLarge):
        Root().read_bytes("/dev/zero", 1000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_nobody_writes_to_is_empty(image):
    os.mkfifo(image / "pipe")
    root = Root(str(image))
    assert root.read_bytes("/pipe") == b""
    assert root.read_head("/pipe", 10) == b""
    assert not root.is_file("/pipe")


@pytest.mark.parametrize("folder", ["", "image"])
def test_everything_that_cannot_be_read_is_an_os_error(image, folder):
    root = Root(str(image) if folder else "")
    for path in ("/etc", "/etc/nothing", "/etc/os-release/x", "/a\0b"):
        with pytest.raises(OSError, match=r".+"):
            root.read_bytes(path)
    for ask in (root.status, root.list, root.resolve, root.real):
        with pytest.raises(OSError, match="no file has such a name"):
            ask("/a\0b")
    assert not root.exists("/a\0b")
    assert not root.is_dir("/a\0b")


def test_names_of_another_system_do_not_lead_out(image, monkeypatch):
    root = Root(str(image))
    monkeypatch.setattr(os, "sep", "\\")
    for path in ("/..\\..\\secret", "/C:/Windows/win.ini"):
        with pytest.raises(OSError, match="no file of another system"):
            root.resolve(path)
