"""Compiled files: small committed ones, and a compiler for others."""

import os
import shutil
import struct
import subprocess

from envdoctor.facts.blob import MemoryBlob

SAMPLES = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "samples", "binaries"
)
TINY = os.path.join(SAMPLES, "tiny_x86_64.so")
KERNELS = os.path.join(SAMPLES, "kernels_75_80_90a_ptx90.so")
FATBIN = os.path.join(SAMPLES, "kernels_86_120f_ptx120f.fatbin")

MACHINE_AT = 18
KIND_AT = 16


def content(path):
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


def blob(data):
    """Bytes as the readers take them."""
    return MemoryBlob(bytes(data))


def patched(data, offset, layout, *values):
    """The bytes with a record overwritten."""
    changed = bytearray(data)
    struct.pack_into(layout, changed, offset, *values)
    return bytes(changed)


def compiler():
    """The C compiler of this machine, or None."""
    return shutil.which("gcc") or shutil.which("cc")


def compiled(target, source, *options, language="c"):
    """Compiles C into a shared library and gives back its path."""
    argv = [compiler(), "-shared", "-fPIC", "-x", language, "-", "-o", str(target), *options]
    subprocess.run(argv, input=source.encode(), check=True, capture_output=True)
    return str(target)
