"""What a plan comes to, made up for tests."""

from envdoctor.model.manifest import Manifest


def manifest(items=(), commands=(), **more):
    """A set for Linux x86_64, Python 3.10 and CUDA 12.1; any field may be given."""
    return Manifest(
        **{
            "environment": "openmmlab",
            "python": "3.10",
            "system": "linux",
            "machine": "x86_64",
            "glibc": "2.36",
            "cuda": "12.1",
            "items": tuple(items),
            "build_variables": (),
            "commands": tuple(commands),
            "gaps": (),
            "tables_as_of": "2026-11-22",
            **more,
        }
    )
