"""What a finding asks for. Goals state relations; versions and commands are decided by `resolve`."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Tuple, Union


class Constrain(NamedTuple):
    """The distribution must be installed in a version inside the specifier ("" is any)."""

    package: str
    specifier: str


class Variant(NamedTuple):
    """torch and its companions must be of one of these CUDA variants, best first."""

    variants: Tuple[str, ...]
    """"cu121", "cpu" ..."""


class Align(NamedTuple):
    """The distributions write the same files, so all must be of one version."""

    packages: Tuple[str, ...]


class Remove(NamedTuple):
    """The distribution must go."""

    package: str


class Reinstall(NamedTuple):
    """The distribution must be installed afresh, in the version it has."""

    package: str


class FromSource(NamedTuple):
    """The package must be installed from its repository at the tag of its release."""

    package: str
    version: str


class Manual(NamedTuple):
    """Something that only a person can do."""

    text: str
    """English template, filled with the finding's parameters when shown."""


KINDS = (Constrain, Variant, Align, Remove, Reinstall, FromSource, Manual)

if TYPE_CHECKING:
    Goal = Union[Constrain, Variant, Align, Remove, Reinstall, FromSource, Manual]
else:
    Goal = object
