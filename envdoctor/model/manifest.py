"""What a plan comes to as a list of distributions: the ground of every exported file."""

from __future__ import annotations

from envdoctor.model.plan_report import PlanReport, Remark
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Tuple


class Item(NamedTuple):
    """One distribution that has to be installed."""

    name: str
    """Normalised."""
    specifier: str
    """"==2.1.2+cu121"; a range or "" where nothing more is known."""
    option: str = ""
    """How it is bound to its index: "--find-links", "--index-url", "--extra-index-url", or "" for
    what the user's own configuration names."""
    index_url: str = ""
    found_at: str = ""
    """The index or page on which it was seen; "" where nobody told of it."""
    wheel_only: bool = False
    """Whether a source distribution is refused."""
    compiles: bool = False
    """Whether it is built from its source distribution, in the environment and not apart from it."""
    repository: str = ""
    """"https://github.com/open-mmlab/mmaction2@v1.2.0" of what comes from its repository."""
    requires: Tuple[str, ...] = ()
    """What it requires, where that is known without building it."""
    leaves: Tuple[str, ...] = ()
    """What it requires and must be installed without: never imported, or not to be had."""

    @property
    def requirement(self) -> str:
        """As pip and uv take it: "mmcv==2.1.0", "mmaction2 @ git+https://..."."""
        if self.repository:
            return f"{self.name} @ git+{self.repository}"
        return self.name + self.specifier

    @property
    def is_exact(self) -> bool:
        """Whether one version is meant."""
        return self.specifier.startswith("==") or bool(self.repository)

    @property
    def is_bound_by_its_name(self) -> bool:
        """Whether no other index has this version: of a local part, or where only wheels count."""
        return not self.option or "+" in self.specifier or self.wheel_only


class Command(NamedTuple):
    """One step of the plan, for a Python that is called `python`."""

    argv: Tuple[str, ...]
    why: str
    params: Mapping[str, str]
    variables: Tuple[Tuple[str, str], ...]


class Manifest(NamedTuple):
    """Everything that is to be installed, and for which Python and system."""

    environment: str
    """A name for a new environment."""
    python: str
    """Minor version ("3.10")."""
    system: str
    """"linux", "windows" or "macos"."""
    machine: str
    """"x86_64", "aarch64", "arm64", as Python's `platform.machine()` says it ("AMD64")."""
    glibc: str
    """"" where it is not known, or there is none."""
    cuda: str
    """Of torch's build ("12.1"); "" for the CPU."""
    items: Tuple[Item, ...]
    """In the order of installation."""
    build_variables: Tuple[Tuple[str, str], ...]
    """What to set for what is compiled."""
    commands: Tuple[Command, ...]
    """The same as commands."""
    gaps: Tuple[Remark, ...]
    """What a list of distributions cannot mend: a folder that a release was published without."""
    tables_as_of: str

    @property
    def left_out(self) -> Tuple[str, ...]:
        """What nothing of this may bring in."""
        names = {item.name for item in self.items}
        found = (name for item in self.items for name in item.leaves if name not in names)
        return tuple(dict.fromkeys(found))

    @property
    def compiled(self) -> Optional[Item]:
        """What is compiled; None where everything is a wheel."""
        return next((item for item in self.items if item.compiles), None)


class LockedFile(NamedTuple):
    """A file that a lock names."""

    name: str
    url: str
    sha256: str
    size_bytes: Optional[int]


class LockedPackage(NamedTuple):
    """One distribution of a complete set, in exactly one version."""

    name: str
    version: str
    wheels: Tuple[LockedFile, ...]
    sdist: Optional[LockedFile]
    repository: str = ""
    commit: str = ""
    """Of the repository."""
    revision: str = ""
    """What was asked of the repository: a tag."""

    @property
    def files(self) -> Tuple[LockedFile, ...]:
        """All of them."""
        return (*self.wheels, self.sdist) if self.sdist else self.wheels


class Lock(NamedTuple):
    """A complete set: what the items require, and what that requires, with files and hashes."""

    packages: Tuple[LockedPackage, ...]
    by: str
    """The program that completed it: "uv 0.13.9"."""


class Written(NamedTuple):
    """An exported file."""

    content: str
    remarks: Tuple[Remark, ...]


class Exported(NamedTuple):
    """The answer of `export`: a file, or the reasons why there is none."""

    format: str
    plan: PlanReport
    """What is exported; it tells why there is no set where there is none."""
    written: Optional[Written]
    failure: Tuple[Remark, ...] = ()
    """Why there is no file though there is a set."""
