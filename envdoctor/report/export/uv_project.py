"""pyproject.toml for uv: each package bound to its one index, and what must not be built apart."""

from __future__ import annotations

from envdoctor.model.manifest import Item, Manifest, Written
from envdoctor.model.plan_report import Remark
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.export.heading import heading
from envdoctor.report.export.pip_lines import version_remarks, with_variables

if TYPE_CHECKING:
    from typing import Any, Dict, Iterator

_NEVER = "sys_platform == 'never'"
"""A marker that no system fulfils."""
_SYS_PLATFORMS = {"linux": "linux", "windows": "win32", "macos": "darwin"}
_MACHINES = {"windows": {"x86_64": "AMD64", "amd64": "AMD64", "arm64": "ARM64"}}
_FIND_LINKS = "--find-links"


def uv_project(manifest: Manifest) -> Written:
    """The file."""
    text = project_text(manifest)
    head = "".join(f"{line}\n" for line in heading(manifest, ("uv sync",)))
    told = (*_remarks(manifest), *version_remarks(manifest), *manifest.gaps)
    return Written(f"{head}\n{text}", told)


def project_text(manifest: Manifest) -> str:
    """What the file holds; a lock is completed from the very same."""
    import tomli_w

    content = {
        "project": {
            "name": f"{manifest.environment}-environment",
            "version": "0",
            "requires-python": f"=={manifest.python}.*",
            "dependencies": [item.requirement for item in manifest.items],
        },
        "tool": {"uv": _settings(manifest)},
    }
    return tomli_w.dumps(content)


def environment_marker(manifest: Manifest) -> str:
    """The system that the set was chosen for, as a marker."""
    known = _MACHINES.get(manifest.system, {})
    machine = known.get(manifest.machine.lower(), manifest.machine)
    machine = "".join(c for c in machine if c.isalnum() or c == "_")
    platform = _SYS_PLATFORMS[manifest.system]
    return f"sys_platform == '{platform}' and platform_machine == '{machine}'"


def _settings(manifest: Manifest) -> Dict[str, Any]:
    names = _index_names(manifest)
    found: Dict[str, Any] = {
        "package": False,
        "environments": [environment_marker(manifest)],
    }
    if manifest.left_out:
        found["override-dependencies"] = [f"{name} ; {_NEVER}" for name in manifest.left_out]
    wheels = [item.name for item in manifest.items if item.wheel_only]
    if wheels:
        found["no-build-package"] = wheels
    if manifest.compiled is not None:
        found["no-binary-package"] = [manifest.compiled.name]
        found["no-build-isolation-package"] = [manifest.compiled.name]
    told = [_metadata(item) for item in manifest.items if item.requires]
    if told:
        found["dependency-metadata"] = told
    if names:
        found["index"] = list(_indexes(manifest, names))
        found["sources"] = {
            item.name: {"index": names[item.index_url]} for item in manifest.items if item.option
        }
    return found


def _metadata(item: Item) -> Dict[str, Any]:
    """What it requires, so that a lock needs no build."""
    version = item.specifier.partition("==")[2]
    return {"name": item.name, "version": version, "requires-dist": list(item.requires)}


def _index_names(manifest: Manifest) -> Dict[str, str]:
    """A name for each index: that of the first package that is bound to it."""
    names: Dict[str, str] = {}
    for item in manifest.items:
        if item.option:
            names.setdefault(item.index_url, f"for-{item.name}")
    return names


def _indexes(manifest: Manifest, names: Dict[str, str]) -> Iterator[Dict[str, Any]]:
    pages = {item.index_url for item in manifest.items if item.option == _FIND_LINKS}
    for url, name in names.items():
        row: Dict[str, Any] = {"name": name, "url": url}
        if url in pages:
            row["format"] = "flat"
        yield {**row, "explicit": True}


def _remarks(manifest: Manifest) -> Iterator[Remark]:
    if manifest.left_out:
        yield Remark(
            "package.left_out",
            _("{names}: required by a package of the set, and left out by override-dependencies"),
            {"names": ", ".join(manifest.left_out)},
        )
    if manifest.compiled is not None:
        name = manifest.compiled.name
        yield Remark(
            "package.compiled_by_uv",
            _(
                "{package} is compiled on the machine that installs it, and needs what stands there first: {first}; then {second}"
            ),
            {
                "package": name,
                "first": f"uv sync --no-install-package {name}",
                "second": with_variables("uv sync", manifest),
            },
        )
