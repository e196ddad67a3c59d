"""Which build of torch, with its companions, and the index that holds it."""

from typing import List, Optional, Tuple

from envdoctor.compat.tables import Tables
from envdoctor.model.facts import Facts
from envdoctor.model.finding import Fix
from envdoctor.model.text import _
from envdoctor.resolve.managers import manager_of
from envdoctor.resolve.wishes import Wishes


def torch_fix(wishes: Wishes, facts: Facts, tables: Tables) -> Fix:
    """Installs torch, and the torchvision and torchaudio that are there, from the variant's index."""
    release = _release(wishes, facts)
    variant = wishes.variants[0] if wishes.variants else _variant_of(facts)
    specifiers = ",".join(wishes.constraints.get("torch", ()))
    local, index = _index(tables, release, variant or "")
    packages = [f"torch=={release}{local}" if release else f"torch{specifiers}"]
    packages += _companions(release, local, facts, tables)
    argv = (*manager_of(facts).install, *packages, *index)
    return Fix(
        _("install the {variant} build of torch"),
        {"variant": variant or "torch"},
        (argv,),
        safe=True,
    )


def _release(wishes: Wishes, facts: Facts) -> str:
    """The exact release asked for, else the one installed where only its variant is wrong, else ""."""
    for specifier in wishes.constraints.get("torch", ()):
        if specifier.startswith("=="):
            return specifier[2:]
    if "torch" in wishes.constraints or facts.torch.value is None:
        return ""
    return facts.torch.value.version.partition("+")[0]


def _variant_of(facts: Facts) -> Optional[str]:
    """The variant installed now, else CPU where no GPU was seen; otherwise the index's own choice."""
    if facts.torch.value:
        return facts.torch.value.variant or None
    return None if facts.gpus.value else "cpu"


def _index(tables: Tables, release: str, variant: str) -> Tuple[str, Tuple[str, ...]]:
    """The version's local part and the options that name where the variant lies."""
    known = tables.torch.release(release or tables.torch.newest())
    if known is None or not variant:
        return "", ()
    vendor = known.vendor_index
    local = f"+{variant}" if vendor.local_version_suffix and release else ""
    return local, (f"--{vendor.style}", vendor.url.format(variant=variant))


def _companions(release: str, local: str, facts: Facts, tables: Tables) -> List[str]:
    pairs = tables.torch.pairs(release) if release else None
    installed = {item.name for item in facts.distributions.value or ()}
    found = []
    for name in ("torchvision", "torchaudio"):
        version = getattr(pairs, name, None)
        if name in installed:
            found.append(f"{name}=={version}{local}" if version else name)
    return found
