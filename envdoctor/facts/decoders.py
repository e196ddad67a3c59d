"""Libraries that read video, by the folders that an import of them would take."""

from __future__ import annotations

from envdoctor.facts.distributions import Metadata
from envdoctor.facts.modules import ModulePath
from envdoctor.model.environment import Decoder, Package
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Tuple


class _Library(NamedTuple):
    name: str
    module: str
    distributions: Tuple[str, ...]


_LIBRARIES = (
    _Library("av", "av", ("av", "pyav")),
    _Library("decord", "decord", ("decord", "eva-decord")),
    _Library("torchcodec", "torchcodec", ("torchcodec",)),
)


def read_decoders(
    modules: ModulePath,
    installed: Sequence[Metadata],
    opencv: Read[Package],
    site_packages: Sequence[str],
) -> Read[Tuple[Decoder, ...]]:
    """The decoders whose modules are there; an empty tuple when none is."""
    found = list(_libraries(modules, installed))
    if opencv.value is not None:
        found.append(Decoder("opencv", opencv.value.distribution, opencv.value.version))
    return Read.of(tuple(found), ", ".join(site_packages))


def _libraries(modules: ModulePath, installed: Sequence[Metadata]) -> Iterator[Decoder]:
    for library in _LIBRARIES:
        module = modules.find(library.module)
        if module is None or not module.is_package:
            continue
        owners = [
            item.distribution
            for item in installed
            if item.distribution.name in library.distributions
        ]
        name, version = (owners[0].name, owners[0].version) if owners else ("", "")
        yield Decoder(library.name, name, version)
