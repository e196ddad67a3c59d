"""mmcv's compiled ops: which of their files Python takes, and what several checks say of it."""

from __future__ import annotations

from envdoctor.model.extension import Extension
from envdoctor.model.facts import Facts
from envdoctor.model.goal import Goal, Reinstall
from envdoctor.model.read import ABSENT, Evidence, NotKnown
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple

OPS = "mmcv._ext"
_ANY = ("abi3", "")


def ops_files(facts: Facts) -> Tuple[Extension, ...]:
    """Every file of mmcv's ops; raises `NotKnown` where there is none."""
    found = tuple(item for item in facts.extensions.known() if item.module == OPS)
    if not found:
        raise NotKnown(ABSENT, facts.mmcv.source, "mmcv holds no compiled ops")
    return found


def python_tag(facts: Facts) -> str:
    """The tag of files for the environment's Python: "cp310"; "" for another implementation."""
    python = facts.interpreter.known()
    if python.implementation != "cpython":
        return ""
    return "cp" + "".join(python.version.split(".")[:2])


def taken(facts: Facts) -> Optional[Extension]:
    """The file that an import takes: its own tag's first, as Python's finder looks; None for none."""
    own = python_tag(facts)
    for tag in (own, *_ANY):
        for item in ops_files(facts):
            # A free-threaded build ("cp313t") is not told from its files: either tag may be its own.
            if item.python_tag == tag or (tag and item.python_tag == f"{tag}t"):
                return item
    return None


def ops(facts: Facts) -> Extension:
    """The file that an import takes; raises `NotKnown` where there is none, or a damaged one."""
    found = taken(facts)
    if found is None or found.damaged:
        raise NotKnown(ABSENT, facts.extensions.source, "no file of mmcv's ops can be loaded")
    return found


def afresh(facts: Facts) -> Tuple[Goal, ...]:
    """mmcv installed again, which takes a build for what is there now."""
    mmcv = facts.mmcv.value
    return (Reinstall(mmcv.package.distribution or "mmcv" if mmcv else "mmcv"),)


def seen(what: str, value: str, item: Extension) -> Evidence:
    """What the file of the ops shows."""
    return Evidence(what, value, item.path)
