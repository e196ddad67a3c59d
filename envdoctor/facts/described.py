"""A machine that is told of in a few words, as `Facts`: what is not said stays unknown."""

from __future__ import annotations

import re

from envdoctor import __version__
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import capability
from envdoctor.model.facts import OPTIONAL, Facts
from envdoctor.model.machine import Driver, Gpu, Libc, Platform
from envdoctor.model.problem import WrongInput
from envdoctor.model.read import Read
from envdoctor.model.text import _
from envdoctor.model.wheel_tags import place_of
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Optional, Tuple

_NOT_SAID = "not described"
_DRIVER = re.compile(r"\d{3,4}(\.\d{1,4}){0,2}", re.ASCII)
_CAPABILITY = re.compile(r"(?:sm_?)?(\d{1,2})\.?(\d)", re.ASCII | re.IGNORECASE)
_JOINED = re.compile(r"\b(RTX|GTX|GT|TITAN)(?=[0-9A])", re.IGNORECASE)
_MACHINES = {"windows": {"x86_64": "AMD64", "amd64": "AMD64", "arm64": "ARM64"}}
_PLATFORMS = "linux_x86_64, manylinux_2_28_x86_64, linux_aarch64, win_amd64, macosx_11_0_arm64"
_NEAREST = 3


class Description(NamedTuple):
    """What somebody says of a machine."""

    gpus: Tuple[str, ...]
    """A name ("RTX 4090"), or a compute capability ("8.9"); one for each GPU."""
    driver: str
    platform: str
    """As wheels say it: "linux_x86_64", "manylinux_2_28_x86_64" for a glibc of 2.28."""
    is_gpu_wanted: bool
    """Whether there must be a GPU, though none is described."""


def described(description: Description, tables: Tables) -> Facts:
    """The facts; raises `WrongInput` for words that mean nothing."""
    known: Dict[str, Any] = {
        **_platform(description.platform),
        "driver": _driver(description),
        "gpus": _gpus(description, tables),
    }
    fields = ("envdoctor", "expect_gpu")
    unknown: Dict[str, Any] = {
        name: Read.unknown(_NOT_SAID)
        for name in Facts._fields
        if name not in known and name not in fields
    }
    return Facts(envdoctor=__version__, expect_gpu=OPTIONAL, **known, **unknown)


def _platform(tag: str) -> Dict[str, Read[Any]]:
    if not tag:
        raise WrongInput(
            _("a machine that is described needs its system: --platform, as in {examples}"),
            {"examples": _PLATFORMS},
        )
    place = place_of(tag)
    if place is None:
        raise WrongInput(
            _("--platform does not know {value}; it takes {allowed}"),
            {"value": tag, "allowed": _PLATFORMS},
        )
    system, version, machine = place
    name = f"macOS {version[0]}.{version[1]}" if system == "macos" and version else ""
    machine = _MACHINES.get(system, {}).get(machine, machine)
    found: Dict[str, Read[Any]] = {
        "platform": Read.of(Platform(system, machine, "", name, wsl=False), "--platform"),
    }
    if system != "linux":
        found["libc"] = Read.absent("--platform", f"{system} has no C library to choose")
    elif version:
        libc = Libc("musl" if tag.startswith("musl") else "glibc", f"{version[0]}.{version[1]}")
        found["libc"] = Read.of(libc, "--platform")
    return found


def _driver(description: Description) -> Read[Driver]:
    text = description.driver
    if text:
        if not _DRIVER.fullmatch(text):
            raise WrongInput(
                _("{value} is no NVIDIA driver; nvidia-smi names it, as in 535.104.05"),
                {"value": text},
            )
        return Read.of(Driver(text, ""), "--driver")
    return _none(description)


def _gpus(description: Description, tables: Tables) -> Read[Tuple[Gpu, ...]]:
    if not description.gpus:
        return _none(description)
    found = tuple(_gpu(index, text, tables) for index, text in enumerate(description.gpus))
    return Read.of(found, "--gpu")


def _none(description: Description) -> Read[Any]:
    """There is none; where one must be there, nobody has said which."""
    if description.gpus or description.driver or description.is_gpu_wanted:
        return Read.unknown(_NOT_SAID)
    return Read.absent("--gpu", "no GPU is described")


def _gpu(index: int, text: str, tables: Tables) -> Gpu:
    name = " ".join(text.split())
    number = _CAPABILITY.fullmatch(name)
    if number is not None:
        pair = capability(f"{number[1]}.{number[2]}")
        if tables.gpus.architecture(pair) is None:
            raise WrongInput(
                _("the tables know no GPU of compute capability {value}"), {"value": text}
            )
        return _of("", index, pair)
    model = tables.gpus.find(_JOINED.sub(r"\1 ", name))
    if model is None:
        raise _unknown_gpu(text, tables)
    if model.compute_capability is None:
        raise WrongInput(
            _("it is not established what {gpu} can compute; give its compute capability instead"),
            {"gpu": text},
        )
    return _of(name, index, model.compute_capability)


def _unknown_gpu(text: str, tables: Tables) -> WrongInput:
    from difflib import get_close_matches

    names = {name.lower(): name for name in tables.gpus.examples()}
    for name in list(names.values()):
        names.setdefault(name.split(" ", 1)[-1].replace("GeForce ", "").lower(), name)
    near = get_close_matches(text.lower(), names, n=2 * _NEAREST, cutoff=0.4)
    if not near:
        return WrongInput(
            _(
                "--gpu {gpu} is none that the tables know; a name as nvidia-smi shows it will do, or a compute capability (8.9)"
            ),
            {"gpu": text},
        )
    shown = list(dict.fromkeys(names[key] for key in near))[:_NEAREST]
    return WrongInput(
        _(
            "the tables know no GPU called {gpu}; near it are {names}; a compute capability (8.9) will do"
        ),
        {"gpu": text, "names": ", ".join(shown)},
    )


def _of(name: str, index: int, pair: Optional[Tuple[int, int]]) -> Gpu:
    return Gpu(
        index=index,
        name=name,
        compute_capability=pair,
        memory_bytes=None,
        uuid="",
        pci="",
        persistence=None,
        ecc=None,
        mig=None,
    )
