"""An extension wants a symbol that torch does not offer.

The path of the file says whose it is (torchvision's own word, or two torches mixed where the file is
torch's); the symbol says which torch has it, or which C++ ABI.
"""

from __future__ import annotations

from envdoctor.compat.symbols import CXX11, OLD, readable
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.loading import importing, is_torch_s, module_of
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import (
    has_package,
    place,
    torch_variant,
    torch_version,
)
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, MEDIUM, MMCV, TORCH
from envdoctor.model.goal import Constrain, Goal, Manual, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_AGAIN = Manual(
    _(
        "install {module} again for the installed torch (pip install --force-reinstall --no-cache-dir), or build it again in a clean folder"
    )
)
_MIXED = Manual(
    _(
        "uninstall torch until pip finds none, remove what is left of its folder, and install it once"
    )
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the file that wants it, and by what the symbol tells."""
    file, symbol = seen.groups.get("file", ""), seen.groups["symbol"]
    module = module_of(file) or importing(seen, account)
    params = {"module": module or "?", "readable": readable(symbol.replace("__Z", "_Z", 1))}
    if is_torch_s(file):
        yield seen.suspect(
            cause="mixed_cuda_packages",
            confidence=MEDIUM,
            layer=TORCH,
            why=_(
                "torch's own libraries do not fit each other: one wants {readable}, which no other offers, so files of two torch releases are mixed or one of them is found elsewhere"
            ),
            params=params,
            goals=(_MIXED,),
        )
        return
    if module.startswith("torchvision"):
        yield seen.suspect(
            cause="torch_torchvision_mismatch",
            confidence=HIGH,
            layer=TORCH,
            why=_(
                "torchvision was built for another torch: it wants {readable}, which the installed torch does not offer"
            ),
            params=params,
            goals=_companion("torchvision", account, tables),
        )
        return
    yield _extension(seen, account, tables, module, params)


def _extension(
    seen: Sighting, account: Account, tables: Tables, module: str, params: "dict[str, str]"
) -> Suspect:
    symbol = seen.groups["symbol"]
    known = _telltales(symbol, tables)
    span = tables.symbols.torch_range_of(known).text
    why = ""
    if _is_other_abi(symbol, account, tables):
        why = _(
            "{module} was built with another C++ ABI than the installed torch: it wants {readable}, with the other kind of std::string"
        )
    elif span:
        why = _(
            "{module} was built for torch {range}: it wants {readable}, which the installed torch does not offer"
        )
    elif module:
        why = _(
            "{module} was built for another torch: it wants {readable}, which the installed torch does not offer"
        )
    return seen.suspect(
        layer=MMCV if module.startswith("mmcv") else "",
        why=why,
        params={**params, "range": span},
        goals=_goals(module, account, tables),
    )


def _goals(module: str, account: Account, tables: Tables) -> Tuple[Goal, ...]:
    if module.startswith("mmcv"):
        full = has_package(account, "mmcv-full") and not has_package(account, "mmcv")
        return (Reinstall("mmcv-full" if full else "mmcv"),)
    if module.startswith("torchaudio"):
        return _companion("torchaudio", account, tables)
    return (_AGAIN,)


def _companion(name: str, account: Account, tables: Tables) -> Tuple[Goal, ...]:
    """The release of torchvision or torchaudio that belongs to the torch that the text tells."""
    pairs = tables.torch.pairs(torch_version(account))
    wanted = getattr(pairs, name, None)
    if not wanted:
        return (Manual(_("install the release of {module} that belongs to the installed torch")),)
    return (Constrain(name, f"=={wanted}"),)


def _telltales(symbol: str, tables: Tables) -> Tuple[str, ...]:
    return tuple(
        told.symbol
        for told in tables.symbols.all()
        if symbol == told.symbol or (told.is_prefix and symbol.startswith(told.symbol))
    )


def _is_other_abi(symbol: str, account: Account, tables: Tables) -> bool:
    """Whether the symbol holds the std::string that PyTorch's own build of this torch has not."""
    version = torch_version(account)
    if not version or not version[0].isdigit():
        return False
    own = tables.symbols.abi_of_torch(version, torch_variant(account), place(account)[1])
    wanted = CXX11 if "cxx11" in symbol else OLD if symbol.endswith(("Ss", "SsE")) else ""
    return bool(own and wanted and own != wanted)
