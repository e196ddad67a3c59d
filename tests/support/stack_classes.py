"""Classes of machines and requests that the tables tell apart, and the facts of one of each."""

from itertools import product
from typing import Iterator, Tuple

from envdoctor.model.facts import Facts
from envdoctor.model.machine import Driver, Gpu, Libc, Platform
from envdoctor.model.read import Read
from envdoctor.model.request import Request
from tests.support.machines import machine
from tests.support.stack_oracle import Asked

_GPUS = (
    (),
    ((3, 7),),
    ((5, 0),),
    ((6, 1),),
    ((7, 0),),
    ((7, 5),),
    ((8, 0),),
    ((8, 6),),
    ((8, 7),),
    ((8, 9),),
    ((9, 0),),
    ((10, 0),),
    ((12, 0),),
    ((8, 6), (6, 1)),
    ((12, 0), (7, 0)),
)
_DRIVERS = (
    "418.87.00",
    "450.80.02",
    "470.57.02",
    "525.60.13",
    "535.129.03",
    "560.35.03",
    "580.65.06",
)
_PLACES = (
    ("linux", "x86_64", "2.35"),
    ("linux", "x86_64", "2.17"),
    ("windows", "AMD64", None),
    ("linux", "aarch64", "2.35"),
    ("macos", "arm64", None),
    ("macos", "x86_64", None),
)
_PYTHONS = (None, "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
_REQUESTS = (
    {},
    {"cuda": "cpu"},
    {"cuda": "11.8"},
    {"cuda": "12.1"},
    {"packages": ("mmdet", "mmpose")},
    {"packages": ("mmdet",), "need_ops": False},
    {"packages": ("mmpose",), "need_ops": False},
    {"need_ops": False},
    {"may_compile": True},
    {"may_compile": True, "packages": ("mmdet", "mmpose")},
    {"mmaction2": "1.1.0"},
    {"mmaction2": "1.0.0", "need_ops": False},
)
_BASE = machine({})


def every_class() -> Iterator[Asked]:
    """All of them; a driver and GPUs only where NVIDIA has drivers."""
    for (system, processor, glibc), python, wish in product(_PLACES, _PYTHONS, _REQUESTS):
        for capabilities, driver in _hardware(system):
            yield Asked(
                system,
                processor,
                glibc,
                capabilities,
                driver,
                python,
                wish.get("cuda", "auto"),
                wish.get("packages", ()),
                wish.get("need_ops", True),
                wish.get("may_compile", False),
                wish.get("mmaction2"),
            )


def _hardware(system: str) -> Tuple:
    return (((), None),) if system == "macos" else (((), None), *product(_GPUS[1:], _DRIVERS))


def facts_of(asked: Asked) -> Facts:
    """A machine of that class, with nothing installed."""
    gpus = tuple(
        Gpu(index, f"GPU {major}.{minor}", (major, minor), None, "", "", None, None, None)
        for index, (major, minor) in enumerate(asked.capabilities)
    )
    unread = Read.unknown("not read")
    return _BASE._replace(
        platform=Read.of(Platform(asked.system, asked.machine, "", "", False), "test"),
        libc=Read.of(Libc("glibc", asked.glibc), "test") if asked.glibc else unread,
        gpus=Read.of(gpus, "test") if gpus else Read.absent("test"),
        driver=Read.of(Driver(asked.driver, ""), "test") if asked.driver else Read.absent("test"),
        kernel_module=Read.absent("test"),
        visible_devices=Read.absent("test"),
        toolkits=unread,
        interpreter=unread,
    )


def request_of(asked: Asked) -> Request:
    """What somebody of that class asks for."""
    return Request(
        cuda=asked.cuda,
        python=asked.python or "",
        packages=asked.packages,
        mmaction2=asked.mmaction2 or "",
        need_ops=asked.need_ops,
        may_compile=asked.may_compile,
    )
