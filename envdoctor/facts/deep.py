"""What only `check --deep` reads: every file of the stack, and what imports in its own interpreter."""

from __future__ import annotations

from typing import Mapping, Tuple

from envdoctor.facts.deadline import NoAnswer, Pending
from envdoctor.facts.distributions import installed
from envdoctor.facts.files import MOST_SECONDS, read_files
from envdoctor.facts.folders import Folders
from envdoctor.facts.imports import read_imports
from envdoctor.facts.root import Root
from envdoctor.model.environment import Interpreter
from envdoctor.model.imports import CudaAnswer, FileDamage, ImportResult, SwallowedImport
from envdoctor.model.read import Read
from envdoctor.record import NamedTuple


class DeepFacts(NamedTuple):
    """The fields of `Facts` that are unknown without `--deep`."""

    files: Read[Tuple[FileDamage, ...]]
    imports: Read[Tuple[ImportResult, ...]]
    swallowed: Read[Tuple[SwallowedImport, ...]]
    torch_cuda: Read[CudaAnswer]


def read_deep(
    root: Root, executable: str, interpreter: Read[Interpreter], environ: Mapping[str, str]
) -> DeepFacts:
    """Both at once: comparing files is mostly waiting for the drive."""
    # Half a minute over the comparison's own limit: it ends by itself, unless the drive is dead.
    files = Pending(lambda: _files(root, interpreter), MOST_SECONDS + 30)
    imports = read_imports(executable, environ)
    try:
        compared = files.answer()
    except NoAnswer as error:
        compared = Read.unknown(f"the environment's drive {error}", "RECORD")
    return DeepFacts(compared, *imports)


def _files(root: Root, interpreter: Read[Interpreter]) -> Read[Tuple[FileDamage, ...]]:
    python = interpreter.value
    if python is None:
        return Read.unknown(f"no interpreter: {interpreter.reason}", interpreter.source)
    found = installed(Folders(root), python.site_packages, python.prefix)
    return read_files(root, found)
