"""What every exported file says of itself, in comments: ASCII, one line each, whatever is in them."""

from __future__ import annotations

from envdoctor import __version__
from envdoctor.model.manifest import Manifest
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterable, Iterator

SYSTEMS = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}


def heading(manifest: Manifest, lines: Iterable[str] = ()) -> Iterator[str]:
    """Who wrote it and for which machine; then lines of one's own."""
    cuda = f"CUDA {manifest.cuda}" if manifest.cuda else "CPU"
    system = f"{SYSTEMS.get(manifest.system, manifest.system)} {manifest.machine}"
    yield comment(f"envdoctor {__version__}, tables of {manifest.tables_as_of}")
    yield comment(f"for Python {manifest.python}, {system}, {cuda}")
    for line in lines:
        yield comment(line)


def comment(text: str) -> str:
    """The text behind a "#", on one line, whatever it holds."""
    plain = "".join(c if " " <= c <= "~" else "?" for c in text)
    return f"# {plain}"
