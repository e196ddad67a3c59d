"""Questions about container images: `tables.docker_images`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Optional


class Image(NamedTuple):
    """An image to begin a Dockerfile with."""

    name: str
    """"python:3.10-slim-bookworm"."""
    python: str
    """Minor version of the Python that is in it, or that its own packages bring."""
    toolkit: str
    """The CUDA whose nvcc is in it; "" where none is."""
    source: str


class DockerImages:
    """What the table docker_images.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def with_python(self, python: str) -> Optional[Image]:
        """Debian with that Python; None when not established."""
        for row in self._document.rows("python"):
            if python in row["pythons"]:
                source = self._document.cite(row["source"])
                return Image(row["image"].format(python=python), python, "", source)
        return None

    def with_toolkit(self, cuda: str, python: str) -> Optional[Image]:
        """Ubuntu with that CUDA toolkit, and with that Python where one has it; else the newest.

        None where NVIDIA has no image of that CUDA any more.
        """
        row = next((row for row in self._document.rows("cuda") if row["cuda"] == cuda), None)
        if row is None:
            return None
        pythons: Dict[str, str] = self._document.rows("ubuntu")[0]["pythons"]
        fitting = (ubuntu for ubuntu in row["ubuntu"] if pythons[ubuntu] == python)
        ubuntu = next(fitting, row["ubuntu"][0])
        name = row["image"].format(release=row["release"], ubuntu=ubuntu)
        return Image(name, pythons[ubuntu], cuda, self._document.cite(row["source"]))
