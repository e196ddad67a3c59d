"""What could be otherwise where there is no set: ranked by its price, each with the words for it."""

from __future__ import annotations

from envdoctor.model.plan import Change
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

    from envdoctor.resolve.situation import Situation
    from envdoctor.resolve.stack import Stack

_SENTENCES = {
    "machine.python": _("use another Python: a new environment"),
    "request.python": _("use another Python than {python}"),
    "request.cuda": _("use torch for another CUDA than {cuda}"),
    "request.ops": _(
        "do without mmcv's compiled ops: mmcv-lite; mmdet, and models with such ops, do not run"
    ),
    "request.compile": _(
        "compile mmcv here: minutes to half an hour, and for a GPU the CUDA toolkit of torch"
    ),
    "compile.toolkit": _("install the CUDA toolkit of that torch"),
    "machine.gpu": _("run on the CPU: much slower"),
    "driver": _("update the NVIDIA driver"),
    "request.mmaction2": _("take another release than mmaction2 {mmaction2}"),
    "request.mmdet": _("do without mmdet: no spatio-temporal detection"),
    "request.mmpose": _("do without mmpose: no skeletons from videos"),
    "libc": _("use a newer Linux, or a container with one"),
}
_OPTIONS = {
    "request.ops": ("--no-ops",),
    "request.compile": ("--allow-compile",),
    "machine.gpu": ("--cpu",),
}
_ORDER = (
    "request.cuda",
    "machine.python",
    "request.python",
    "request.mmaction2",
    "driver",
    "libc",
    "request.index",
    "request.compile",
    "request.ops",
    "machine.gpu",
    "compile.toolkit",
    "pin",
    "request.mmpose",
    "request.mmdet",
    "gpu",
)
"""The least price first."""


def relaxable(stack: Stack, situation: Situation) -> Tuple[str, ...]:
    """The names of what can be otherwise, in the order of their price."""
    several = len(situation.gpus) > 1
    names = [
        name
        for name in stack.laws
        if _rank(name) < len(_ORDER) and (several or not name.startswith("gpu."))
    ]
    return tuple(sorted(names, key=_rank))


def _rank(name: str) -> int:
    for rank, known in enumerate(_ORDER):
        if name == known or name.startswith(known + "."):
            return rank
    return len(_ORDER)


def changes(names: Tuple[str, ...], stack: Stack, situation: Situation) -> Iterator[Change]:
    """The sentences of what is lifted."""
    for name in names:
        member = stack.tell(name)
        if name.startswith("request.index."):
            party = member.params["party"]
            sentence = _("allow wheels of {party}, which are not OpenMMLab's")
            yield Change(name, sentence, member.params, ("--allow-index", party))
        elif name.startswith("pin."):
            yield Change(name, _("give up {name}{range}"), member.params, ())
        elif name.startswith("gpu."):
            yield Change(name, _("leave out {gpu} ({sm})"), member.params, ())
        else:
            params = {**_wishes(situation), **member.params}
            yield Change(name, _SENTENCES[name], params, _OPTIONS.get(name, ()))


def _wishes(situation: Situation) -> "dict[str, str]":
    request = situation.request
    return {
        "python": situation.python,
        "cuda": request.cuda,
        "mmaction2": request.mmaction2,
    }
