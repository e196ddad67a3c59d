"""Environment markers (PEP 508), judged for the inspected interpreter and not for this one."""

from __future__ import annotations

from envdoctor.facts.machine import read_platform, system_of
from envdoctor.facts.root import Root
from envdoctor.model.environment import Interpreter
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, List, Tuple

_VERSIONS = frozenset(("python_version", "python_full_version", "implementation_version"))
_SYSTEMS = {
    "linux": ("linux", "Linux", "posix"),
    "windows": ("win32", "Windows", "nt"),
    "macos": ("darwin", "Darwin", "posix"),
}
_SHORTEST = 3
"""A comparison: value, operator, value."""
_LONGEST, _DEEPEST = 1000, 50
"""Characters and brackets of a marker that is looked at; real ones have 200 and 4 at most."""
_LONGEST_NUMBER = 9
_OPERATORS = ("===", "==", "!=", "<=", ">=", "~=", "<", ">")


class _Unusual(Exception):
    """The marker has a form that the simple reading does not cover."""


class Markers:
    """Judges markers for one interpreter, each text once."""

    __slots__ = ("_known", "_python", "_root", "_values")

    def __init__(self, root: Root, python: Interpreter) -> None:
        self._root = root
        self._python = python
        self._known: Dict[str, bool] = {}
        self._values: Dict[str, str] = {}

    def applies(self, marker: str) -> bool:
        """Whether the marker holds without any extra; False for one that nobody can read."""
        if not marker:
            return True
        if marker not in self._known:
            try:
                is_sane = len(marker) <= _LONGEST and marker.count("(") <= _DEEPEST
                self._known[marker] = is_sane and self._judge(marker)
            except _Unusual:
                self._known[marker] = self._judge_by_packaging(marker)
        return self._known[marker]

    def _judge(self, marker: str) -> bool:
        tokens = _tokens(marker)
        tokens.reverse()
        holds = self._either(tokens)
        if tokens:
            raise _Unusual
        return holds

    def _either(self, tokens: List[str]) -> bool:
        holds = self._both(tokens)
        while tokens and tokens[-1] == "or":
            tokens.pop()
            holds = self._both(tokens) or holds
        return holds

    def _both(self, tokens: List[str]) -> bool:
        holds = self._one(tokens)
        while tokens and tokens[-1] == "and":
            tokens.pop()
            holds = self._one(tokens) and holds
        return holds

    def _one(self, tokens: List[str]) -> bool:
        if len(tokens) < _SHORTEST:
            raise _Unusual
        if tokens[-1] == "(":
            tokens.pop()
            holds = self._either(tokens)
            if not tokens or tokens.pop() != ")":
                raise _Unusual
            return holds
        left, operator, right = tokens.pop(), tokens.pop(), tokens.pop()
        if operator == "not" and right == "in" and tokens:
            operator, right = "not in", tokens.pop()
        is_version = left in _VERSIONS or right in _VERSIONS
        return _compare(self._value(left), operator, self._value(right), is_version)

    def _value(self, token: str) -> str:
        if token[0] in "'\"":
            return token[1:-1]
        if not self._values:
            self._values = _environment(self._root, self._python)
        try:
            return self._values[token]
        except KeyError:
            raise _Unusual from None

    def _judge_by_packaging(self, marker: str) -> bool:
        # Its import costs more than all the rest of a reading: only unusual forms pay for it.
        from packaging.markers import Marker

        values = self._values or _environment(self._root, self._python)
        try:
            return Marker(marker).evaluate({**values, "platform_version": ""})
        except ValueError:  # the base of all that packaging raises for a marker
            return False


def _compare(left: str, operator: str, right: str, is_version: bool) -> bool:
    if operator == "in":
        return left in right
    if operator == "not in":
        return left not in right
    if not is_version:
        if operator not in ("==", "!="):
            raise _Unusual
        return (left == right) == (operator == "==")
    one, other = _numbers(left), _numbers(right)
    if operator in ("==", "!="):
        return (one == other) == (operator == "==")
    if operator in ("<", "<="):
        return one < other or (operator == "<=" and one == other)
    if operator in (">", ">="):
        return one > other or (operator == ">=" and one == other)
    raise _Unusual


def _numbers(version: str) -> Tuple[int, ...]:
    """Take "3.8.0" as (3, 8); raises `_Unusual` for what is more than numbers."""
    parts = version.split(".")
    if not all(part.isdecimal() and len(part) <= _LONGEST_NUMBER for part in parts):
        raise _Unusual
    while len(parts) > 1 and parts[-1].strip("0") == "":
        parts.pop()
    return tuple(int(part) for part in parts)


def _tokens(marker: str) -> List[str]:
    """Names, operators, brackets and quoted strings, the quotes left on."""
    found: List[str] = []
    rest = marker.strip()
    while rest:
        token = _first(rest)
        found.append(token)
        rest = rest[len(token) :].lstrip()
    return found


def _first(text: str) -> str:
    if text[0] in "()":
        return text[0]
    if text[0] in "'\"":
        end = text.find(text[0], 1)
        if end < 0:
            raise _Unusual
        return text[: end + 1]
    for operator in _OPERATORS:
        if text.startswith(operator):
            return operator
    end = 0
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if not end:
        raise _Unusual
    return text[:end]


def _environment(root: Root, python: Interpreter) -> Dict[str, str]:
    """The values of PEP 508 for the inspected interpreter; "" where nothing tells them."""
    system = "windows" if python.executable.endswith(".exe") else system_of(root)
    sys_platform, platform_system, os_name = _SYSTEMS.get(system, (system, system, "posix"))
    platform = read_platform(root, system).value
    named = {"cpython": "CPython", "pypy": "PyPy"}
    return {
        "python_version": ".".join(python.version.split(".")[:2]),
        "python_full_version": python.version,
        "implementation_version": python.version,
        "implementation_name": python.implementation,
        "platform_python_implementation": named.get(python.implementation, python.implementation),
        "sys_platform": sys_platform,
        "platform_system": platform_system,
        "os_name": os_name,
        "platform_machine": platform.machine if platform else "",
        "platform_release": platform.release if platform else "",
        "extra": "",
    }
