"""pylock.toml (PEP 751): the complete set with the address and the hash of every file."""

from __future__ import annotations

from envdoctor import __version__
from envdoctor.model.manifest import Lock, LockedFile, LockedPackage, Manifest, Written
from envdoctor.model.plan_report import Remark
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.export.heading import heading
from envdoctor.report.export.uv_project import environment_marker

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator

_VERSION = "1.0"


def pylock(manifest: Manifest, lock: Lock) -> Written:
    """The file."""
    import tomli_w

    content = {
        "lock-version": _VERSION,
        "environments": [environment_marker(manifest)],
        "requires-python": f"=={manifest.python}.*",
        "created-by": "envdoctor",
        "packages": [_package(package) for package in lock.packages],
        "tool": {
            "envdoctor": {
                "version": __version__,
                "tables-as-of": manifest.tables_as_of,
                "completed-by": lock.by,
            }
        },
    }
    head = "".join(f"{line}\n" for line in heading(manifest))
    return Written(f"{head}\n{tomli_w.dumps(content)}", (*_local(lock), *manifest.gaps))


def _local(lock: Lock) -> Iterator[Remark]:
    """Says which packages lie on this machine, where a lock may not be meant to stay."""
    names = [p.name for p in lock.packages if any(_is_local(file) for file in p.files)]
    if names:
        yield Remark(
            "lock.local",
            _("only this machine can install from it: {packages} are files of its own"),
            {"packages": ", ".join(names)},
        )


def _is_local(file: LockedFile) -> bool:
    return file.url.startswith("file:")


def _package(package: LockedPackage) -> Dict[str, Any]:
    found: Dict[str, Any] = {"name": package.name}
    if package.repository:
        source = {"type": "git", "url": package.repository, "commit-id": package.commit}
        if package.revision:
            source["requested-revision"] = package.revision
        return {**found, "vcs": source}
    found["version"] = package.version
    if package.sdist is not None:
        found["sdist"] = _file(package.sdist)
    if package.wheels:
        found["wheels"] = [_file(file) for file in package.wheels]
    return found


def _file(file: LockedFile) -> Dict[str, Any]:
    size = {} if file.size_bytes is None else {"size": file.size_bytes}
    return {"name": file.name, "url": file.url, **size, "hashes": {"sha256": file.sha256}}
