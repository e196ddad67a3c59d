"""For which torch, CUDA, Python and system something was to be installed, and whether mmcv has a wheel."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.model.account import MACHINE, PYTHON, SAID, SYSTEM, TORCH_CUDA, Account
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_VERSION = r"\d{1,4}(?:\.\d{1,4}){1,3}(?:rc\d{1,3}|\.?dev\d{0,10}|\.post\d{1,3})?"
_MMCV = re.compile(rf"\bmmcv(?P<full>[-_]full)?(?:==|-| )v?(?P<version>{_VERSION})(?!\d)")
_MMCV_SAID = ("mmcv-full", "mmcv", "mmcv-full (requested)", "mmcv (requested)")
_PAGE = re.compile(r"/mmcv/dist/(?P<variant>cu\d{2,3}|cpu)/torch(?P<torch>\d{1,2}\.\d{1,2})")
_CU = re.compile(r"cu\s?(\d\d{1,2})\b|\(?cuda\s?(\d{1,2}\.\d)")
_WINDOWS = re.compile(r"\bWindows\b|\bWinError\b|\b[A-Z]:\\|\.exe\b|\bMSVC\b", re.IGNORECASE)
_MACS = re.compile(r"\bmac ?os\b|\bdarwin\b|\bmacosx_|\bApple M\d|/opt/homebrew/", re.IGNORECASE)
PYTHONS = tuple(f"3.{minor}" for minor in range(6, 15))


class Target(NamedTuple):
    """For what it was to be installed, as far as the text tells; "" where it does not."""

    torch: str
    """Without its local part."""
    variant: str
    """"cu118", "cpu"."""
    python: str
    system: str
    """"linux" where nothing says otherwise."""
    machine: str


def target(account: Account) -> Target:
    """From the facts; else from what the text says in its own words, or from the page asked."""
    page = next((m for m in _found(account, _PAGE)), None)
    torch = account.facts.torch.value
    version = torch.version.partition("+")[0] if torch else _said_torch(account)
    variant = torch.variant if torch else ""
    system = _system(account)
    return Target(
        torch=version or (page["torch"] if page else ""),
        variant=variant or (page["variant"] if page else "") or _said_variant(account),
        python=python(account),
        system=system,
        machine=_machine(account, system),
    )


def python(account: Account) -> str:
    """The version of the interpreter; "" when nothing says it."""
    interpreter = account.facts.interpreter.value
    claim = account.first(PYTHON)
    return interpreter.version if interpreter else claim.value if claim else ""


def mmcv(account: Account) -> str:
    """The mmcv that was to be installed: of a command or a file name, else what the text names."""
    match = next((m for m in _found(account, _MMCV)), None)
    if match is not None:
        return match["version"]
    for name in _MMCV_SAID:
        claim = account.first(SAID, name)
        found = re.match(_VERSION, claim.value) if claim else None
        if found:
            return found[0]
    return ""


def has_no_wheel(account: Account, tables: Tables) -> Tuple[str, Target]:
    """The mmcv that has no wheel for what the text describes; ("", ...) where one may exist."""
    wanted, here = mmcv(account), target(account)
    if not here.torch:
        return "", here
    wheels = tables.mmcv_wheels
    try:
        variants = (here.variant,) if here.variant else _variants(tables, here)
        pythons = (here.python,) if here.python else PYTHONS
        releases = (_whole(wanted),) if wanted else wheels.releases()
        exists = any(
            wheels.wheels(release, here.torch, variant, each, here.system, here.machine).state
            != "none"
            for release in releases
            for variant in variants
            for each in pythons
        )
    except ValueError:
        return "", here
    return ("" if exists else wanted or "mmcv"), here


def newest_torch_built_for(mmcv_version: str, tables: Tables) -> str:
    """The newest torch that a release of mmcv was ever built for; "" when not known."""
    wanted = _whole(mmcv_version)
    torches = {row.torch for row in tables.mmcv_wheels.selected() if row.mmcv == wanted}
    return max(torches, key=order, default="")


def _found(account: Account, pattern: "re.Pattern[str]") -> "Iterator[re.Match[str]]":
    for line in account.excerpt.lines:
        match = pattern.search(line.text)
        if match:
            yield match


def _said_torch(account: Account) -> str:
    for name in ("torch", "pytorch", "pytorch version", "torch version"):
        claim = account.first(SAID, name)
        match = re.search(_VERSION, claim.value) if claim else None
        if match:
            return re.sub(r"\.?dev\d{0,10}$", "", match[0])
    return ""


def _said_variant(account: Account) -> str:
    claim = account.first(TORCH_CUDA)
    told = claim.value if claim else ""
    if told:
        return told if told == "cpu" else "cu" + told.replace(".", "")
    for name in ("torch", "pytorch", "cuda"):
        said = account.first(SAID, name)
        match = _CU.search(said.value) if said and name != "cuda" else None
        if match:
            return "cu" + (match[1] or match[2].replace(".", ""))
        if said and name == "cuda" and re.match(r"\d{1,2}\.\d$", said.value):
            return "cu" + said.value.replace(".", "")
    return ""


def _variants(tables: Tables, here: Target) -> Tuple[str, ...]:
    rows = tables.mmcv_wheels.selected()
    return tuple({row.variant for row in rows}) if here.torch else ()


def _whole(version: str) -> str:
    """The release as the tables write it: "1.4" is "1.4.0"."""
    return version + ".0" if version.count(".") == 1 else version


def _system(account: Account) -> str:
    platform = account.facts.platform.value
    if platform is not None:
        return platform.system
    claim = account.first(SYSTEM)
    texts = [claim.value] if claim else [line.text for line in account.excerpt.lines]
    if any(_MACS.search(text) for text in texts):
        return "macos"
    return "windows" if any(_WINDOWS.search(text) for text in texts) else "linux"


def _machine(account: Account, system: str) -> str:
    platform, claim = account.facts.platform.value, account.first(MACHINE)
    told = platform.machine if platform else claim.value if claim else ""
    return told or ("AMD64" if system == "windows" else "x86_64")
