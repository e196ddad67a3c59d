"""Records what envdoctor reads of a Python environment, small enough to keep as a test case.

    python tools/cases/record.py --env DIR --out tests/cases/NAME.json --about "One sentence."

The recording is one JSON document: `files` {path: text}, `links` {path: target}, `env`, the folder
in it to inspect, `about`. Kept are names, metadata headers, version files and the lists of shared
modules; other files are empty. Where the environment lay, who owned it and URLs' credentials are
replaced.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from envdoctor.facts.distributions import Metadata, installed, is_stack
from envdoctor.facts.folders import Folders
from envdoctor.facts.interpreter import read_interpreter
from envdoctor.facts.ownership import top_levels
from envdoctor.facts.root import Root
from envdoctor.facts.target import choose_target
from envdoctor.model.environment import Interpreter

PREFIX, BASE, HOME = "/opt/environment", "/opt/python", "/home/someone"
METADATA_FILES = ("INSTALLER", "direct_url.json", "top_level.txt", "WHEEL", "requires.txt")
HEADERS = (
    "Metadata-Version",
    "Name",
    "Version",
    "Requires-Python",
    "Requires-Dist",
    "Provides-Extra",
)
VERSION_FILES = ("version.py", "_version.py", "about.py")
STACK_MODULES = frozenset(
    ("torch", "torchvision", "numpy", "cv2", "mmengine", "mmcv", "mmdet", "mmpose", "mmaction")
)
WHOLE_MODULES = ("mmaction", "mmcv")
"""Packages whose modules are all named: their releases are known to lack some."""


class Recorder:
    """Collects files under the names that they get in the recording."""

    def __init__(self, python: Interpreter) -> None:
        self.files: Dict[str, str] = {}
        self.links: Dict[str, str] = {}
        base = os.path.realpath(python.base_prefix)
        private = ((python.prefix, PREFIX), (python.base_prefix, BASE), (base, BASE))
        self._private = (*private, (str(Path.home()), HOME))

    def public(self, text: str) -> str:
        """The text without this machine's folders and without credentials in URLs."""
        for part, token in self._private:
            text = text.replace(part, token)
        before, scheme, after = text.partition("://")
        if scheme and "@" in after.partition("/")[0]:
            return before + scheme + self.public(after.partition("@")[2])
        return text

    def keep(self, path: str, text: Optional[str] = None) -> None:
        """Keep the file's text, or the given one."""
        if text is None:
            text = Path(path).read_text(encoding="utf-8", errors="replace")
        self.files[self.public(path)] = self.public(text)

    def keep_name(self, path: str) -> None:
        """Keep that there is something at the path: an empty file, a folder or a link."""
        if os.path.islink(path):
            self.links[self.public(path)] = self.public(os.readlink(path))
        elif os.path.isdir(path):
            self.files.setdefault(self.public(path) + "/", "")
        elif os.path.exists(path):
            self.files.setdefault(self.public(path), "")


def record(env: str) -> Tuple[Dict[str, str], Dict[str, str], str]:
    """Files, links and the environment's folder in the recording."""
    root = Root()
    folders = Folders(root)
    python = read_interpreter(folders, choose_target(root, {}, env=env), {}).known()
    recorder = Recorder(python)
    _record_system(recorder)
    _record_interpreter(recorder, python)
    found = installed(folders, python.site_packages, python.prefix)
    _record_distributions(recorder, found)
    for location in python.site_packages:
        _record_modules(recorder, location)
    return recorder.files, recorder.links, recorder.public(python.prefix)


def _record_system(recorder: Recorder) -> None:
    """What tells the distribution and the processor, as far as it is text."""
    if os.path.exists("/etc/os-release"):
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines(keepends=True)
        named = [line for line in lines if line.startswith(("PRETTY_NAME=", "ID=", "VERSION_ID="))]
        recorder.keep("/etc/os-release", "".join(named))
    head = Path("/bin/sh").read_bytes()[:20] if os.path.exists("/bin/sh") else b""
    if head.isascii():
        recorder.keep("/bin/sh", head.decode("ascii"))


def _record_interpreter(recorder: Recorder, python: Interpreter) -> None:
    for folder in ("bin", "Scripts"):
        for name in ("python", "python3", "python.exe", "activate"):
            recorder.keep_name(f"{python.prefix}/{folder}/{name}")
    series = ".".join(python.version.split(".")[:2])
    for path in (f"{python.prefix}/lib64", f"{python.prefix}/bin/python{series}"):
        recorder.keep_name(path)
    if os.path.exists(f"{python.prefix}/pyvenv.cfg"):
        recorder.keep(f"{python.prefix}/pyvenv.cfg")
    for name in sorted(os.listdir(f"{python.prefix}/conda-meta")) if _is_conda(python) else ():
        recorder.keep_name(f"{python.prefix}/conda-meta/{name}")
    header = f"{python.base_prefix}/include/python{series}/patchlevel.h"
    recorder.keep(header, f'#define PY_VERSION "{python.version}"\n')
    for path in ("bin/python3", f"bin/python{series}", f"lib/python{series}/os.py"):
        recorder.keep_name(f"{python.base_prefix}/{path}")


def _is_conda(python: Interpreter) -> bool:
    return os.path.isdir(f"{python.prefix}/conda-meta")


def _record_distributions(recorder: Recorder, found: Sequence[Metadata]) -> None:
    shared = _shared_tops(found)
    for entry in found:
        if not os.path.isdir(entry.path):
            recorder.keep_name(entry.path)
            continue
        for name in METADATA_FILES:
            is_wanted = is_stack(entry.distribution.name) or name != "WHEEL"
            if is_wanted and os.path.exists(f"{entry.path}/{name}"):
                recorder.keep(f"{entry.path}/{name}")
        for name in ("METADATA", "PKG-INFO"):
            if os.path.exists(f"{entry.path}/{name}"):
                recorder.keep(f"{entry.path}/{name}", _headers(f"{entry.path}/{name}"))
        if os.path.exists(f"{entry.path}/RECORD"):
            recorder.keep(f"{entry.path}/RECORD", "".join(_rows(entry, shared)))


def _headers(path: str) -> str:
    lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    head = lines[: lines.index("")] if "" in lines else lines
    return "".join(f"{line}\n" for line in head if line.partition(":")[0] in HEADERS) + "\n"


def _shared_tops(found: Sequence[Metadata]) -> List[str]:
    """Top-level names that several distributions list."""
    owners: Dict[str, int] = {}
    for entry in found:
        path = Path(entry.path, "RECORD")
        listing = path.read_bytes() if path.is_file() else b""
        for top in set(top_levels(listing)):
            name = top.decode("utf-8", "replace")
            owners[name] = owners.get(name, 0) + 1
    return [name for name, count in owners.items() if count > 1]


def _rows(entry: Metadata, shared: Sequence[str]) -> Iterator[str]:
    """RECORD's rows of shared modules, and the first row of every other top-level name."""
    seen = set()
    for row in Path(entry.path, "RECORD").read_text(encoding="utf-8").splitlines():
        top = row.partition(",")[0].partition("/")[0]
        if top not in seen or (top in shared and "/__pycache__/" not in row):
            seen.add(top)
            yield row + "\n"


def _record_modules(recorder: Recorder, location: str) -> None:
    recorder.keep_name(location)
    for name in sorted(os.listdir(location)):
        path = f"{location}/{name}"
        if name.endswith((".dist-info", ".egg-info")) or name == "__pycache__":
            continue
        if name.endswith((".pth", ".egg-link", "_finder.py")):
            recorder.keep(path)
        elif name in STACK_MODULES:
            _record_stack_module(recorder, path, whole=name in WHOLE_MODULES)
        else:
            recorder.keep_name(path)
            recorder.keep_name(f"{path}/__init__.py")


def _record_stack_module(recorder: Recorder, path: str, *, whole: bool) -> None:
    """Names at the package's top and its libraries; of a whole one, of all its modules."""
    for name in sorted(os.listdir(path)):
        if name in VERSION_FILES:
            recorder.keep(f"{path}/{name}")
        elif name.endswith((".py", ".so", ".pyd", ".dylib", ".dll")):
            recorder.keep_name(f"{path}/{name}")
    for name in sorted(os.listdir(f"{path}/lib")) if os.path.isdir(f"{path}/lib") else ():
        recorder.keep_name(f"{path}/lib/{name}")
    for folder, inner, names in os.walk(path) if whole else ():
        inner[:] = [name for name in inner if not name.startswith((".", "__"))]
        for name in names:
            if name.endswith(".py"):
                recorder.keep_name(f"{folder}/{name}")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Record the environment and write the case."""
    parser = argparse.ArgumentParser(description="Record a Python environment as a test case.")
    parser.add_argument("--env", required=True, help="folder of the environment")
    parser.add_argument("--out", required=True, help="JSON file to write")
    parser.add_argument("--about", required=True, help="what the case is, in one sentence")
    options = parser.parse_args(arguments)
    files, links, env = record(options.env)
    document = {"about": options.about, "env": env, "links": links, "files": files}
    text = json.dumps(document, indent=0, sort_keys=True, ensure_ascii=False)
    Path(options.out).write_text(text + "\n", encoding="utf-8")
    print(f"{options.out}: {len(files)} files, {len(text)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
