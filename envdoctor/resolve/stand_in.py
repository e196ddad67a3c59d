"""A stand-in for what mmaction2 1.2.0 was published without: the package `localizers.drn`."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.model.plan import MIM_STAGE, Pin, Step
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.environment import Place

if TYPE_CHECKING:
    from typing import Iterator

_WRITE = """\
import os, sysconfig
folder = os.path.join(sysconfig.get_paths()['purelib'], *{parts})
os.makedirs(folder, exist_ok=True)
for name, text in (('__init__.py', ''), ('drn.py', {text})):
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
        file.write(text)
"""
_CLASS = """\
class DRN:
    def __init__(self, *args, **kwargs):
        raise RuntimeError('{package} {version} was published without DRN')
"""
_MODULE = "mmaction.models.localizers.drn"


def stand_in(pin: Pin, place: Place, tables: Tables) -> Iterator[Step]:
    """The step that writes it, for a release that lacks it."""
    for defect in tables.known_bad.missing_modules(pin.name, pin.version):
        if defect.modules != (_MODULE,):
            continue
        text = _CLASS.format(package=pin.name, version=pin.version)
        code = _WRITE.format(parts=_MODULE.split("."), text=_literal(text))
        yield Step(
            MIM_STAGE,
            # On one line: `conda run` takes no argument with line breaks.
            (*place.python, "-c", f"exec({_literal(code)})"),
            _(
                "{package} {version} was published without the folder that it imports ({module}): a stand-in lets all else work; --mode source has the folder itself"
            ),
            {"package": pin.name, "version": pin.version, "module": _MODULE},
        )


def _literal(text: str) -> str:
    """The text as Python writes it, in single quotes: Windows' shells take no others within theirs."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"
