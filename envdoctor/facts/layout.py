"""How an environment's folder is laid out: what its version, paths and kind are read from."""

from __future__ import annotations

from envdoctor.facts.folders import Folders, base, parent, slashes, tidy
from envdoctor.facts.target import Target
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, List, Mapping, Tuple


class Layout(NamedTuple):
    """The files around one interpreter."""

    executable: str
    """Links followed; "" when there is none."""
    prefix: str
    base_prefix: str
    settings: Mapping[str, str]
    """pyvenv.cfg, keys in lower case; empty when this is no virtual environment."""
    implementation: str
    series: str
    """"3.11", or "3.13t" for a build without the GIL; "" when nothing tells it."""
    is_windows: bool

    @property
    def is_venv(self) -> bool:
        """Whether pyvenv.cfg makes it a virtual environment."""
        return bool(self.settings)

    @property
    def library(self) -> str:
        """Name of the standard library's folder in "lib" ("python3.11")."""
        stem = "pypy" if self.implementation == "pypy" else "python"
        return f"{stem}{self.series}"

    def standard_library(self, prefix: str) -> str:
        """The folder of the standard library under a prefix of this layout."""
        return f"{prefix}/Lib" if self.is_windows else f"{prefix.rstrip('/')}/lib/{self.library}"


def read_layout(folders: Folders, target: Target) -> Layout:
    """The layout of the target; raises `OSError` when its folder cannot be listed."""
    names = folders.names(target.prefix)
    if not names:
        reason = folders.failure(target.prefix) or "the folder is empty or not there"
        raise OSError(f"{target.prefix}: {reason}")
    settings = _settings(folders, target.prefix) if "pyvenv.cfg" in names else {}
    executable = slashes(folders.root.resolve(target.executable)) if target.executable else ""
    base_prefix = _base_prefix(folders, target.prefix, settings)
    is_windows = base(target.executable).lower().endswith(".exe") or "Scripts" in names
    implementation = settings.get("implementation", "cpython").lower()
    if base(executable).startswith("pypy"):
        implementation = "pypy"
    layout = Layout(
        executable, target.prefix, base_prefix, settings, implementation, "", is_windows
    )
    return layout._replace(series=_series(folders, layout))


def _settings(folders: Folders, prefix: str) -> Dict[str, str]:
    text = folders.root.read_text(f"{prefix}/pyvenv.cfg", 64 * 1024)
    pairs = (line.partition("=") for line in text.splitlines())
    found = {key.strip().lower(): value.strip() for key, equals, value in pairs if equals}
    return found or {"home": ""}


def _base_prefix(folders: Folders, prefix: str, settings: Mapping[str, str]) -> str:
    """`sys.base_prefix`: where the standard library is, told by pyvenv.cfg."""
    if not settings:
        return prefix
    if settings.get("base-prefix"):
        return tidy(settings["base-prefix"])
    home = tidy(settings.get("home", "") or "/")
    if home == "/":
        return prefix
    if base(home) not in ("bin", "Scripts"):
        return home
    # Where /bin is a link to /usr/bin, the library is under /usr.
    return parent(slashes(folders.root.resolve(home)) if home == "/bin" else home)


def _series(folders: Folders, layout: Layout) -> str:
    """Major and minor version: what runs decides, so the program's own name comes first."""
    for stem in ("python", "pypy"):
        series = _series_after(stem, base(layout.executable))
        if series:
            return series
    if layout.is_windows:
        for name in sorted(folders.names(layout.base_prefix)):
            digits = name[len("python3") : -len(".dll")]
            if name.lower().startswith("python3") and name.endswith(".dll") and digits.isdigit():
                return f"3.{digits}"
    version = layout.settings.get("version_info") or layout.settings.get("version", "")
    if version:
        return ".".join(version.split(".")[:2])
    return _series_of_library(folders, layout)


def _series_of_library(folders: Folders, layout: Layout) -> str:
    """The newest lib/pythonX.Y that holds a standard library."""
    found: List[Tuple[int, str]] = []
    for prefix in (layout.base_prefix, layout.prefix):
        for name in folders.names(f"{prefix}/lib"):
            series = _series_after("python", name) or _series_after("pypy", name)
            if series and folders.names(f"{prefix}/lib/{name}"):
                has_library = "os.py" in folders.names(f"{prefix}/lib/{name}")
                minor = series.rstrip("t").partition(".")[2]
                found.append((int(minor) + 1000 * has_library, series))
    return max(found)[1] if found else ""


def _series_after(stem: str, name: str) -> str:
    """Tell "3.11" from "python3.11" (also "3.13t" and "python3.11.exe"), else ""."""
    text = name[:-4] if name.lower().endswith(".exe") else name
    series = text[len(stem) :] if text.startswith(stem) else ""
    number = series[:-1] if series.endswith("t") else series
    major, dot, minor = number.partition(".")
    return series if dot and major.isdecimal() and minor.isdecimal() else ""
