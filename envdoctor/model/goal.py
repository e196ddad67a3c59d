"""What a finding asks for. Goals state relations; versions and commands are decided by `resolve`."""

from typing import NamedTuple, Union


class Constrain(NamedTuple):
    """The distribution must be installed in a version inside the specifier."""

    package: str
    specifier: str


class Remove(NamedTuple):
    """The distribution must go."""

    package: str


class Reinstall(NamedTuple):
    """The distribution must be installed afresh, in the version it has."""

    package: str


class Manual(NamedTuple):
    """Something that only a person can do, said in one translatable sentence."""

    text: str


Goal = Union[Constrain, Remove, Reinstall, Manual]
