"""Lines of a requirements file, as pip and conda's pip section take them."""

from __future__ import annotations

from envdoctor.model.manifest import Item, Manifest
from envdoctor.model.plan_report import Remark
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterable, Iterator

_LINE_OPTIONS = {"--index-url": "--extra-index-url"}
"""An index of some packages stands beside the ordinary one, which all others come from."""


def option_lines(items: Iterable[Item]) -> Iterator[str]:
    """Indexes and pages, each once; what must not be built."""
    items = tuple(items)
    bound = ((_LINE_OPTIONS.get(i.option, i.option), i.index_url) for i in items if i.option)
    yield from dict.fromkeys(f"{option} {url}" for option, url in bound)
    yield from (f"--only-binary {item.name}" for item in items if item.wheel_only)


def can_be_listed(item: Item) -> bool:
    """Whether pip may install it from a file, where no line can say `--no-deps` for itself alone."""
    return not item.leaves and not item.compiles


def afterwards(item: Item, manifest: Manifest) -> str:
    """The command for what cannot be listed, as a shell takes it."""
    from shlex import quote

    if not item.compiles:
        return f"python -m pip install --no-deps {quote(item.requirement)}"
    built = f"--no-build-isolation --no-binary {item.name} {quote(item.requirement)}"
    return with_variables(f"python -m pip install {built}", manifest)


def with_variables(command: str, manifest: Manifest) -> str:
    """The command behind the variables of a build; Windows' shells have them set beforehand."""
    from shlex import quote

    if manifest.system == "windows":
        named = ", ".join(f"{name}={value}" for name, value in manifest.build_variables)
        return f"{command} (with {named})"
    variables = "".join(f"{name}={quote(value)} " for name, value in manifest.build_variables)
    return variables + command


def remarks(manifest: Manifest) -> Iterator[Remark]:
    """What somebody who installs with pip must know besides the file."""
    for item in manifest.items:
        if item.leaves:
            yield _apart(item, manifest)
        if item.compiles:
            yield _compile(item, manifest)
        if not item.is_bound_by_its_name:
            yield Remark(
                "index.not_bound",
                _(
                    "pip may take {requirement} from another index than {index}, where it is another build: pip binds no package to an index; `envdoctor export uv` does"
                ),
                {"requirement": item.requirement, "index": item.index_url},
            )
    yield from version_remarks(manifest)
    yield from manifest.gaps


def _apart(item: Item, manifest: Manifest) -> Remark:
    return Remark(
        "package.apart",
        _(
            "{package} is not among what is installed from this file: it requires {names}, which it does not need or cannot have here. Install it afterwards: {command}"
        ),
        {
            "package": item.name,
            "names": ", ".join(item.leaves),
            "command": afterwards(item, manifest),
        },
    )


def version_remarks(manifest: Manifest) -> Iterator[Remark]:
    """Which versions are left open."""
    left = [item.requirement for item in manifest.items if not item.is_exact]
    if left:
        yield Remark(
            "version.open",
            _(
                "no exact version: {requirements}; the tables decide no more, and no index was asked, or none answered"
            ),
            {"requirements": ", ".join(left)},
        )


def _compile(item: Item, manifest: Manifest) -> Remark:
    return Remark(
        "package.compiled",
        _(
            "{package} is not among what is installed from this file: it is compiled, and needs what stands there first. Install it afterwards: {command}"
        ),
        {"package": item.name, "command": afterwards(item, manifest)},
    )
