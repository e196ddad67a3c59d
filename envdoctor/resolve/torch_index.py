"""Where a build of torch lies: the version's local part, and the option that names its index."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Tuple


class TorchIndex(NamedTuple):
    """What to add to a version, and to the command."""

    local: str
    """"+cu121"; "" where the index has no local parts."""
    option: str
    """"--index-url" and the like; "" for the ordinary index."""
    url: str

    @property
    def argv(self) -> Tuple[str, ...]:
        """The option with its value."""
        return (self.option, self.url) if self.option else ()


_ORDINARY = TorchIndex("", "", "")


def torch_index(
    tables: Tables, version: str, variant: str, system: str, machine: str
) -> TorchIndex:
    """The index of one variant; an empty version is a release that is left open."""
    known = tables.torch.release(version or tables.torch.newest())
    if known is None or not variant or system == "macos":
        return _ORDINARY  # for macOS there is one build, on the ordinary index
    vendor = known.vendor_index
    # Without the local part, pip takes another variant of the same release for good enough;
    # ARM's builds for the CPU bore none for years, and that index holds no others.
    is_arm = machine.lower() in ("aarch64", "arm64")
    local = f"+{variant}" if version and not (is_arm and variant == "cpu") else ""
    return TorchIndex(local, f"--{vendor.style}", vendor.url.format(variant=variant))
