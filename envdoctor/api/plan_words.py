"""Words of a request, as people say them, in the tables' words; those that mean nothing are refused."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers, order
from envdoctor.model.problem import WrongInput
from envdoctor.model.request import AUTO, CPU, MODES, OPTIONAL_PACKAGES, Request
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterable, Tuple

_VERSION = re.compile(r"\d+(\.\d+){0,2}", re.ASCII)
_MINOR = re.compile(r"\d+\.\d+(\.\d+)?", re.ASCII)
_CUDA = re.compile(r"(?:cu|cuda)?\s*(\d+)\.?(\d)(?:\.\d+)?", re.ASCII | re.IGNORECASE)


def is_version(python: str) -> bool:
    """Whether `--python` names a version, and not an interpreter."""
    return _VERSION.fullmatch(python) is not None


def checked_request(request: Request, tables: Tables) -> Request:
    """The same request in the tables' words; raises `WrongInput`."""
    if request.mode not in MODES:
        raise _not_among("--mode", request.mode, MODES)
    for name in request.packages:
        if name not in OPTIONAL_PACKAGES:
            raise _not_among("--with", name, OPTIONAL_PACKAGES)
    return request._replace(
        cuda=_cuda(request.cuda, tables),
        python=_python(request.python),
        packages=tuple(name for name in OPTIONAL_PACKAGES if name in request.packages),
        mmaction2=_mmaction2(request.mmaction2, tables),
        allowed_indexes=tuple(_party(name, tables) for name in request.allowed_indexes),
    )


def _not_among(option: str, value: str, allowed: Iterable[str]) -> WrongInput:
    return WrongInput(
        _("{option} does not know {value}; it takes {allowed}"),
        {"option": option, "value": value, "allowed": ", ".join(allowed)},
    )


def _python(text: str) -> str:
    if text and not _MINOR.fullmatch(text):
        raise WrongInput(
            _("--python {value} leaves open which one; give it as in 3.10"), {"value": text}
        )
    return text


def _cuda(text: str, tables: Tables) -> str:
    """As "11.8", of "cu118" or "118" too; refused where no torch was ever built for it."""
    if text in (AUTO, CPU):
        return text
    known = cudas(tables)
    found = _CUDA.fullmatch(text)
    wanted = f"{found[1]}.{found[2]}" if found else ""
    if wanted not in known:
        raise _not_among("--cuda", text, (AUTO, CPU, *known))
    return wanted


def cudas(tables: Tables) -> Tuple[str, ...]:
    """Every CUDA that any torch was built for, oldest first."""
    found = set()
    for version in tables.torch.versions():
        release = tables.torch.release(version)
        for variants in release.variants.values() if release else ():
            for variant in variants:
                digits = variant[2:]
                if variant.startswith("cu") and digits.isdigit():
                    found.add(f"{digits[:-1]}.{digits[-1]}")
    return tuple(sorted(found, key=numbers))


def _mmaction2(text: str, tables: Tables) -> str:
    known = tables.openmmlab.versions("mmaction2")
    plain = text[1:] if text.startswith("v") else text
    if text and plain not in known:
        raise _not_among("--mmaction2", text, sorted(known, key=order))
    return plain


def _party(name: str, tables: Tables) -> str:
    """The id of a third party: "onedl-mmcv", of which "onedl" is enough."""
    known = tuple(party.id for party in tables.mmcv_wheels.third_party() if party.page)
    meant = [party for party in known if party == name] or [
        party for party in known if name and party.startswith(name)
    ]
    if len(meant) != 1:
        raise _not_among("--allow-index", name, known)
    return meant[0]
