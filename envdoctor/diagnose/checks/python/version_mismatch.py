"""The files of a package are those of the version that its metadata names.

An interrupted upgrade, a folder copied over an installed one or two installers at work leave files of
one version under the metadata of another: pip, mim and asserts at import then judge different things.

How it is known: the package's own version file against the dist-info folder beside it. Local parts
(+cu121) do not count; editable installs and conda's packages are not judged.

Bad: mmcv/version.py says 2.2.0 and mmcv-2.1.0.dist-info lies beside it. Good: both say 2.1.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order, public
from envdoctor.diagnose.installed import OF_MMCV, afresh
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import PYTHON, WARNING, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "python.version_mismatch",
    PYTHON,
    _("the files of a package are those of the version that its metadata names"),
    caused_by=("mmcv.doubled",),
)
_PACKAGES = ("torchvision", "mmengine", "mmdet", "mmpose", "mmaction2", "numpy")


class _Files(NamedTuple):
    """What a package's own files say."""

    name: str
    version: str
    path: str
    source: str


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each package of the stack against its metadata."""
    for files in _packages(facts):
        beside = [
            item
            for item in facts.distributions.known()
            if item.name == files.name
            and item.installer != "conda"
            and files.path.rpartition("/")[0] == item.location
        ]
        if not beside or any(_same(files.version, item.version) for item in beside):
            continue
        yield RULE.finding(
            WARNING,
            cause="mmcv_install_damaged" if files.name in OF_MMCV else "package_damaged",
            title=_("the files of {package} are of {files}, its metadata is of {metadata}"),
            why=_(
                "Python runs {files}; pip believes that {metadata} is installed, and will not put it right by "
                "itself."
            ),
            params={
                "package": files.name,
                "files": files.version,
                "metadata": beside[0].version,
            },
            evidence=(
                facts.distributions.evidence("metadata", f"{files.name} {beside[0].version}"),
                Evidence("files", f"{files.name} {files.version}", files.source),
            ),
            goals=afresh(facts, tables, files.name, files.version),
        )


def _packages(facts: Facts) -> Iterator[_Files]:
    torch, mmcv = facts.torch.value, facts.mmcv.value
    if torch is not None and torch.package == "wheel":
        yield _Files("torch", torch.version, torch.path, facts.torch.source)
    if mmcv is not None and mmcv.package.distribution and not mmcv.package.editable:
        package = mmcv.package
        yield _Files(package.distribution, package.version, package.path, facts.mmcv.source)
    for name in _PACKAGES:
        read = getattr(facts, name)
        if read.value is not None and read.value.distribution and not read.value.editable:
            yield _Files(read.value.distribution, read.value.version, read.value.path, read.source)


def _same(one: str, other: str) -> bool:
    """Whether both are one version; what is no version is not judged."""
    if public(one) == public(other):
        return True
    try:
        return order(one) == order(other)
    except ValueError:
        return True
