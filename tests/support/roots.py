"""Folders that stand for other machines."""

import os

import pytest

from envdoctor.facts.root import Root

posix_only = pytest.mark.skipif(
    os.name == "nt", reason="a Windows folder holds no Unix links and no colons in names"
)


class RunningRoot(Root):
    """A folder that stands for a machine that runs: its /proc, /sys and /dev count."""

    __slots__ = ()

    @property
    def is_live(self):
        return True


def make_root(folder, files=None, links=None, running=True):
    """A root with these files ({"/etc/os-release": text or bytes}) and links ({path: target})."""
    for path, content in (files or {}).items():
        place = _place(folder, path)
        if path.endswith("/"):
            os.makedirs(place, exist_ok=True)
            continue
        with open(place, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
    for path, target in (links or {}).items():
        os.symlink(target, _place(folder, path))
    return (RunningRoot if running else Root)(str(folder))


def forbid(root, *paths):
    """The same root, where these files are there and not to be read, whoever runs the tests."""

    class Forbidding(type(root)):
        def read_bytes(self, path, *limits):
            if path in paths:
                raise PermissionError(13, "Permission denied", path)
            return super().read_bytes(path, *limits)

    return Forbidding(root.real("/"))


def _place(folder, path):
    place = os.path.join(str(folder), path.lstrip("/"))
    os.makedirs(os.path.dirname(place), exist_ok=True)
    return place
