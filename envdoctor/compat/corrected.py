"""The tables without what is no longer where they say: rows that an index, when asked, does not have."""

from __future__ import annotations

from functools import cached_property

from envdoctor.compat.libraries import Libraries
from envdoctor.compat.openmmlab import OpenMMLab
from envdoctor.compat.pytorch import Torch
from envdoctor.compat.tables import Tables
from envdoctor.compat.wheels import MmcvWheels
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, FrozenSet, Mapping, Optional, Sequence, Tuple

    from envdoctor.compat.torch_release import Release
    from envdoctor.compat.wheel_folders import Folder
    from envdoctor.compat.wheel_rows import ThirdParty

_OPENCV = "opencv-python"


class Missing(NamedTuple):
    """What is not there, on the one platform that is planned for."""

    builds: FrozenSet[Tuple[str, str]] = frozenset()
    """(torch, variant)."""
    pythons: FrozenSet[Tuple[str, str]] = frozenset()
    """(torch, Python) without a wheel, where any Python will do."""
    wheels: FrozenSet[Tuple[str, str, str, str]] = frozenset()
    """OpenMMLab's: (mmcv, variant, torch minor, Python)."""
    third_party: FrozenSet[Tuple[str, str, str, str]] = frozenset()
    """(package, mmcv, CUDA or "cpu", torch minor)."""
    releases: FrozenSet[Tuple[str, str]] = frozenset()
    """(package, version) of OpenMMLab's, and of "opencv-python"."""

    def joined(self, other: Missing) -> Missing:
        """Both."""
        return Missing(
            builds=self.builds | other.builds,
            pythons=self.pythons | other.pythons,
            wheels=self.wheels | other.wheels,
            third_party=self.third_party | other.third_party,
            releases=self.releases | other.releases,
        )


class CorrectedTables(Tables):
    """All tables, without what is missing."""

    def __init__(self, missing: Missing, root: Optional[str] = None) -> None:
        """`root` is the folder of the tables; left out, `tables_root()` says it."""
        super().__init__(root)
        self._missing = missing

    @cached_property
    def torch(self) -> Torch:
        """PyTorch releases."""
        return _Torch(self._load("torch"), lambda: self._torch_arch, self._missing)

    @cached_property
    def openmmlab(self) -> OpenMMLab:
        """OpenMMLab releases."""
        return _OpenMMLab(self._load("openmmlab"), self._missing)

    @cached_property
    def mmcv_wheels(self) -> MmcvWheels:
        """Prebuilt mmcv wheels."""
        return _MmcvWheels(self._load("mmcv_wheels"), self._missing)

    @cached_property
    def libraries(self) -> Libraries:
        """NumPy's neighbours, OpenCV, setuptools."""
        return _Libraries(self._load("libraries"), self._missing)


class _Torch(Torch):
    def __init__(self, document: Any, arch: Any, missing: Missing) -> None:
        super().__init__(document, arch)
        self._missing = missing

    def release(self, version: str) -> Optional[Release]:
        """What is known of a release, without the builds and Pythons that are missing."""
        found = super().release(version)
        if found is None:
            return None
        return found._replace(
            variants=_without(found.version, found.variants, self._missing.builds),
            python=_without(found.version, found.python, self._missing.pythons),
        )


def _without(
    version: str, by_place: Mapping[str, Tuple[str, ...]], missing: FrozenSet[Tuple[str, str]]
) -> Dict[str, Tuple[str, ...]]:
    return {
        place: tuple(name for name in names if (version, name) not in missing)
        for place, names in by_place.items()
    }


class _OpenMMLab(OpenMMLab):
    def __init__(self, document: Any, missing: Missing) -> None:
        super().__init__(document)
        self._missing = missing

    def versions(self, package: str) -> Tuple[str, ...]:
        """The releases that are there."""
        known = super().versions(package)
        return tuple(v for v in known if (package, v) not in self._missing.releases)


class _Libraries(Libraries):
    def __init__(self, document: Any, missing: Missing) -> None:
        super().__init__(document)
        self._missing = missing

    def opencv_versions(self) -> Tuple[str, ...]:
        """The releases that are there."""
        known = super().opencv_versions()
        return tuple(v for v in known if (_OPENCV, v) not in self._missing.releases)


class _MmcvWheels(MmcvWheels):
    def __init__(self, document: Any, missing: Missing) -> None:
        super().__init__(document)
        self._missing = missing

    def releases(self) -> Tuple[str, ...]:
        """The releases that are there."""
        gone = self._missing.releases
        return tuple(v for v in super().releases() if ("mmcv", v) not in gone)

    def folders(
        self, mmcv: FrozenSet[str], pythons: Sequence[str], system: str, machine: str
    ) -> Tuple[Folder, ...]:
        """The folders, without the wheels that are missing."""
        cut = (self._cut(folder) for folder in super().folders(mmcv, pythons, system, machine))
        return tuple(folder for folder in cut if folder.observed or folder.inferred)

    def _cut(self, folder: Folder) -> Folder:
        place = (folder.mmcv, folder.variant, folder.torch)
        gone = self._missing.wheels
        return folder._replace(
            observed=tuple(p for p in folder.observed if (*place, p) not in gone),
            inferred=tuple(p for p in folder.inferred if (*place, p) not in gone),
        )

    def third_party(self) -> Tuple[ThirdParty, ...]:
        """What others publish, without what is missing."""
        return tuple(
            party._replace(builds=tuple(self._left(party.package, b) for b in party.builds))
            for party in super().third_party()
        )

    def _left(self, package: str, build: Mapping[str, Any]) -> Mapping[str, Any]:
        cuda = str(build.get("cuda", ""))
        torch = ".".join(str(build.get("torch", "")).split(".")[:2])
        gone = self._missing.third_party
        there = [v for v in build.get("mmcv", ()) if (package, v, cuda, torch) not in gone]
        return {**build, "mmcv": there}
