"""requirements.txt: what pip installs; with a hash of every file where the whole set is known."""

from __future__ import annotations

from envdoctor.model.manifest import LockedPackage, Manifest, Written
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.export.heading import comment, heading
from envdoctor.report.export.pip_lines import afterwards, can_be_listed, option_lines, remarks

if TYPE_CHECKING:
    from typing import Iterator, List, Optional

    from envdoctor.model.manifest import Lock

_INSTALL = "python -m pip install -r requirements.txt"
_INSTALL_LOCKED = "python -m pip install --no-deps -r requirements.txt"


def requirements(manifest: Manifest, lock: Optional[Lock] = None) -> Written:
    """The file: every package of the plan, or with a lock every package at all, with hashes."""
    if lock is not None:
        lines = list(_locked(manifest, lock))
        return Written(_joined(lines), tuple(manifest.gaps))
    return Written(_joined(list(_listed(manifest))), tuple(remarks(manifest)))


def _joined(lines: List[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _listed(manifest: Manifest) -> Iterator[str]:
    listed = [item for item in manifest.items if can_be_listed(item)]
    yield from heading(manifest, (_INSTALL,))
    yield from option_lines(listed)
    yield from (item.requirement for item in listed)
    for item in manifest.items:
        if not can_be_listed(item):
            yield comment(f"afterwards: {afterwards(item, manifest)}")


def _locked(manifest: Manifest, lock: Lock) -> Iterator[str]:
    yield from heading(manifest, (f"completed by {lock.by}: the list is whole", _INSTALL_LOCKED))
    yield from option_lines(manifest.items)
    for package in lock.packages:
        yield from _hashed(package)


def _hashed(package: LockedPackage) -> Iterator[str]:
    hashes = list(dict.fromkeys(file.sha256 for file in package.files))
    yield f"{package.name}=={package.version} \\"
    for number, digest in enumerate(hashes, 1):
        yield f"    --hash=sha256:{digest}" + (" \\" if number < len(hashes) else "")
