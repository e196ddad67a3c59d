"""What an index that answered does not have, as gaps in the tables: of the pin, and of all like it."""

from __future__ import annotations

from envdoctor.api.index_answers import Answers, Target
from envdoctor.compat.corrected import Missing
from envdoctor.compat.tables import Tables
from envdoctor.model.listing import MISSING
from envdoctor.model.plan import Pin, Plan
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.torch_index import torch_index

if TYPE_CHECKING:
    from typing import FrozenSet, Iterator, Tuple

    from envdoctor.compat.torch_release import Release

_TORCH = ("torch", "torchvision")
_OPENCV = ("opencv-python", "opencv-contrib-python")
_PACKAGES = ("mmaction2", "mmengine", "mmdet", "mmpose", "mmcv", "mmcv-lite", "mmcv-full")


class Gaps(NamedTuple):
    """Turns a pin that is missing into what the tables must not offer again."""

    answers: Answers
    plan: Plan
    place: Tuple[str, str]
    """System and machine."""
    platform_tag: str
    python_is_free: bool
    """Whether another Python than the plan's would do."""
    tables: Tables

    def of(self, pin: Pin) -> Missing:
        """The gaps; none for what no table offers (NumPy, decord)."""
        if pin.name in _TORCH:
            return self._builds(pin)
        if pin.option == "--find-links":
            return Missing(wheels=frozenset(self._wheels(pin)))
        if pin.option:
            return self._third_party(pin)
        if pin.name in _OPENCV:
            versions = self.tables.libraries.opencv_versions()
            gone = (v for v in versions if self._lacks(pin, v, self.plan.python))
            return Missing(releases=frozenset(("opencv-python", version) for version in gone))
        if pin.name in _PACKAGES:
            return Missing(releases=frozenset(self._releases(pin)))
        return Missing()

    def _lacks(self, pin: Pin, version: str, python: str) -> bool:
        target = Target("cp" + python.replace(".", ""), self.platform_tag)
        return self.answers.verdict(pin._replace(version=version), target).state == MISSING

    def _releases(self, pin: Pin) -> Iterator[Tuple[str, str]]:
        package = "mmcv" if pin.name.startswith("mmcv") else pin.name
        for version in {pin.version, *self.tables.openmmlab.versions(package)}:
            if self._lacks(pin, version, self.plan.python):
                yield package, version

    def _builds(self, pin: Pin) -> Missing:
        """Every build on the index of this one, of which it has no torch or no torchvision."""
        missing = Missing()
        for version in self.tables.torch.versions():
            release = self.tables.torch.release(version)
            if release is not None:
                for variant in release.variants_here(*self.place) or ():
                    missing = missing.joined(self._build(pin, release, variant))
        return missing

    def _build(self, pin: Pin, release: Release, variant: str) -> Missing:
        index = torch_index(self.tables, release.version, variant, *self.place)
        if (index.option, index.url) != (pin.option, pin.index_url):
            return Missing()
        pair = self.tables.torch.pairs(release.version)
        wanted = {
            "torch": release.version + index.local,
            "torchvision": f"{(pair.torchvision if pair else None) or '0'}{index.local}",
        }
        pins = [own._replace(version=wanted[own.name]) for own in self._of_torch()]
        gone = frozenset(
            (release.version, python)
            for python in {self.plan.python, *(release.pythons(*self.place) or ())}
            if any(self._lacks(own, own.version, python) for own in pins)
        )
        here = (release.version, self.plan.python)
        if self.python_is_free and gone < _all(release, self.place):
            return Missing(pythons=gone)
        return (
            Missing(builds=frozenset([(release.version, variant)])) if here in gone else Missing()
        )

    def _of_torch(self) -> Tuple[Pin, ...]:
        return tuple(pin for pin in self.plan.pins if pin.name in _TORCH)

    def _variant(self) -> Tuple[str, str]:
        """Minor and variant of the plan's torch."""
        pin = next(pin for pin in self.plan.pins if pin.name == "torch")
        public, _, local = pin.version.partition("+")
        release = self.tables.torch.release(public)
        here = (release.variants_here(*self.place) if release else None) or ("",)
        return ".".join(public.split(".")[:2]), local or here[0]

    def _wheels(self, pin: Pin) -> Iterator[Tuple[str, str, str, str]]:
        """All wheels that should be on the page of this one, and are not."""
        minor, variant = self._variant()
        known = frozenset(self.tables.mmcv_wheels.releases())
        pythons = {self.plan.python, *self._pythons_of_torch()}
        for folder in self.tables.mmcv_wheels.folders(known, sorted(pythons), *self.place):
            if (folder.torch, folder.variant, folder.distribution) == (minor, variant, pin.name):
                for python in folder.pythons:
                    if self._lacks(pin, folder.mmcv, python):
                        yield folder.mmcv, variant, minor, python

    def _pythons_of_torch(self) -> FrozenSet[str]:
        pin = next(pin for pin in self.plan.pins if pin.name == "torch")
        release = self.tables.torch.release(pin.version)
        return frozenset((release.pythons(*self.place) if release else None) or ())

    def _third_party(self, pin: Pin) -> Missing:
        minor, variant = self._variant()
        cuda = f"{variant[2:-1]}.{variant[-1]}" if variant.startswith("cu") else variant
        return Missing(third_party=frozenset([(pin.name, pin.version, cuda, minor)]))


def _all(release: Release, place: Tuple[str, str]) -> FrozenSet[Tuple[str, str]]:
    return frozenset((release.version, python) for python in release.pythons(*place) or ())
