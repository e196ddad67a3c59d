"""Small real libraries, and the loader of this machine asked in a child what it makes of them."""

import os
import subprocess
import sys

import pytest

from tests.support.binaries import compiler

needs_gcc = pytest.mark.skipif(
    not sys.platform.startswith("linux") or compiler() is None,
    reason="the loader of Linux, and a compiler for it",
)

ASK = """
import ctypes, sys
try:
    library = ctypes.CDLL(sys.argv[1])
except OSError as error:
    print("refused", error)
else:
    print("loaded", library.which() if len(sys.argv) > 2 else "")
"""


def build(path, needs=(), source="", rpath="", runpath="", symbols=""):
    """A shared library at the path, needing the libraries at `needs`; `symbols` is a version script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tags = "--enable-new-dtags" if runpath else "--disable-new-dtags"
    command = [compiler(), "-shared", "-fPIC", "-o", str(path), "-x", "c", "-", "-x", "none"]
    command += [f"-Wl,-soname,{path.name}", "-Wl,--no-as-needed", f"-Wl,{tags}"]
    command += ["-Wl,--unresolved-symbols=ignore-all", *map(str, needs)]
    if rpath or runpath:
        command.append(f"-Wl,-rpath,{rpath or runpath}")
    if symbols:
        script = path.parent / f"{path.name}.map"
        script.write_text(symbols)
        command.append(f"-Wl,--version-script={script}")
    subprocess.run(command, input=source, text=True, check=True, capture_output=True)
    if symbols:
        script.unlink()
    return path


def loader_says(python, path, library_path="", ask_which=False):
    """ "loaded ..." or "refused ...", by ctypes.CDLL in a process of that interpreter."""
    environ = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"}
    if library_path:
        environ["LD_LIBRARY_PATH"] = str(library_path)
    command = [str(python), "-c", ASK, str(path), *(["which"] if ask_which else [])]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    return done.stdout.strip() or done.stderr
