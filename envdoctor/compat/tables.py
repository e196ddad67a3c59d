"""The way into the compatibility tables."""

from __future__ import annotations

import os
from functools import cached_property

from envdoctor.compat.document import Document, TablesError
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List, Optional

    from envdoctor.compat.causes import Causes
    from envdoctor.compat.cuda import Cuda
    from envdoctor.compat.docker_images import DockerImages
    from envdoctor.compat.gpus import Gpus
    from envdoctor.compat.known_bad import KnownBad
    from envdoctor.compat.known_errors import KnownErrors
    from envdoctor.compat.libraries import Libraries
    from envdoctor.compat.openmmlab import OpenMMLab
    from envdoctor.compat.pytorch import Torch
    from envdoctor.compat.shared_libraries import SharedLibraries
    from envdoctor.compat.symbols import Symbols
    from envdoctor.compat.wheels import MmcvWheels

_FOLDER = "compat_tables"


def tables_root() -> str:
    """The folder of the tables that belong to this envdoctor.

    In a wheel install it lies inside the package, in a clone and an editable install beside it.
    Raises `TablesError` when there is none.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for parent in (package, os.path.dirname(package)):
        root = os.path.join(parent, _FOLDER)
        if os.path.isdir(os.path.join(root, "compiled")):
            return root
    raise TablesError(f"no {_FOLDER} in {package} or beside it")


class Tables:
    """All tables; each is read when it is first asked for, and once."""

    def __init__(self, root: Optional[str] = None) -> None:
        """`root` is the folder of the tables; left out, `tables_root()` says it."""
        self._root = tables_root() if root is None else root
        self._dates: List[str] = []

    @property
    def as_of(self) -> str:
        """The oldest date of the tables that were read so far, YYYY-MM-DD; "" before the first."""
        return min(self._dates, default="")

    def _load(self, subject: str) -> Document:
        document = Document.load(self._root, subject)
        self._dates.append(document.as_of)
        return document

    @cached_property
    def _torch_arch(self) -> Document:
        return self._load("torch_arch")

    @cached_property
    def torch(self) -> "Torch":
        """PyTorch releases; their architecture lists are read when one is asked for."""
        from envdoctor.compat.pytorch import Torch

        return Torch(self._load("torch"), lambda: self._torch_arch)

    @cached_property
    def cuda(self) -> "Cuda":
        """CUDA toolkits, drivers, capabilities, host compilers."""
        from envdoctor.compat.cuda import Cuda

        return Cuda(self._load("cuda"))

    @cached_property
    def gpus(self) -> "Gpus":
        """GPU names and architectures."""
        from envdoctor.compat.gpus import Gpus

        return Gpus(self._load("gpus"))

    @cached_property
    def openmmlab(self) -> "OpenMMLab":
        """OpenMMLab releases and what they assert."""
        from envdoctor.compat.openmmlab import OpenMMLab

        return OpenMMLab(self._load("openmmlab"))

    @cached_property
    def mmcv_wheels(self) -> "MmcvWheels":
        """Prebuilt mmcv wheels."""
        from envdoctor.compat.wheels import MmcvWheels

        return MmcvWheels(self._load("mmcv_wheels"))

    @cached_property
    def known_bad(self) -> "KnownBad":
        """Releases that are themselves broken."""
        from envdoctor.compat.known_bad import KnownBad

        return KnownBad(self._load("known_bad"))

    @cached_property
    def known_errors(self) -> "KnownErrors":
        """Messages that programs print, and what they mean."""
        from envdoctor.compat.known_errors import KnownErrors

        return KnownErrors(self._load("known_errors"))

    @cached_property
    def libraries(self) -> "Libraries":
        """NumPy's neighbours, OpenCV, setuptools."""
        from envdoctor.compat.libraries import Libraries

        return Libraries(self._load("libraries"))

    @cached_property
    def symbols(self) -> "Symbols":
        """Symbols that tell what an extension was built for."""
        from envdoctor.compat.symbols import Symbols

        return Symbols(self._load("symbols"))

    @cached_property
    def shared_libraries(self) -> "SharedLibraries":
        """CUDA's, MKL, libstdc++ and the system's."""
        from envdoctor.compat.shared_libraries import SharedLibraries

        return SharedLibraries(self._load("shared_libraries"))

    @cached_property
    def docker_images(self) -> "DockerImages":
        """Images to begin a Dockerfile with."""
        from envdoctor.compat.docker_images import DockerImages

        return DockerImages(self._load("docker_images"))

    @cached_property
    def causes(self) -> "Causes":
        """The words for what is wrong."""
        from envdoctor.compat.causes import Causes

        return Causes(self._load("causes"))
