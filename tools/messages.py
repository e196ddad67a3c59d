"""Gathers the sentences that users read, and keeps the Chinese catalogue in step with them.

python tools/messages.py            update the .po files and compile them
python tools/messages.py --check    only say what is missing, obsolete or not compiled (exit 1)
"""

import ast
import io
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "envdoctor"
CHECKS = PACKAGE / "diagnose" / "checks"
CATALOGUE = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "envdoctor.po"
COMPILED = CATALOGUE.with_suffix(".mo")

ARGPARSE = (
    "usage: ",
    "%(heading)s:",
    "positional arguments",
    "options",
    "optional arguments",
    "show this help message and exit",
    "show program's version number and exit",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "unexpected option string: %s",
    "ambiguous option: %(option)s could match %(matches)s",
    "expected one argument",
    "expected at most one argument",
    "expected at least one argument",
    "ignored explicit argument %r",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "not allowed with argument %s",
    "one of the arguments %s is required",
)
"""What argparse itself says to a user, in the words of every Python from 3.8 on."""


def sentences() -> Dict[str, List[str]]:
    """Each sentence -> where it stands: marked by `_()`, in a rule's page, or in argparse."""
    found: Dict[str, List[str]] = {sentence: ["argparse"] for sentence in ARGPARSE}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(ROOT).as_posix()
        for sentence in [*_marked(tree), *(_paragraphs(tree) if CHECKS in path.parents else ())]:
            places = found.setdefault(sentence, [])
            if name not in places:
                places.append(name)
    for place, sentence in _in_tables():
        found.setdefault(sentence, []).append(place)
    return found


def _in_tables() -> Iterator[Tuple[str, str]]:
    """What the tables say of causes and of error messages."""
    for row in _rows("causes", "cause"):
        yield f"compat_tables/causes {row['word']}", row["means"]
    for row in _rows("known_errors", "signature"):
        for key in ("says", "remedy", "ask"):
            if row.get(key):
                yield f"compat_tables/known_errors {row['id']}", row[key]


def _rows(subject: str, block: str) -> List[Dict[str, Any]]:
    path = ROOT / "compat_tables" / "compiled" / f"{subject}.json"
    rows: List[Dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))[block]
    return rows


def _marked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield str(ast.literal_eval(node.args[0]))


def _paragraphs(tree: ast.Module) -> Iterator[str]:
    if not any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in tree.body):
        return
    for part in (ast.get_docstring(tree, clean=False) or "").split("\n\n"):
        if part.strip():
            yield " ".join(part.split())


class _Chinese(Catalog):
    """A catalogue with the header lines that mean something, the same on every run."""

    mime_headers = property(
        lambda self: [
            ("Project-Id-Version", "envdoctor"),
            ("Language", "zh"),
            ("MIME-Version", "1.0"),
            ("Content-Type", f"text/plain; charset={self.charset}"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;\n"),
        ]
    )


def load() -> Catalog:
    """The catalogue as it is on disk; empty when there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def updated(old: Catalog) -> Catalog:
    """A catalogue of exactly today's sentences, with the translations that `old` has."""
    new = _Chinese(locale="zh", header_comment="# Chinese sentences of envdoctor.", fuzzy=False)
    for sentence, places in sorted(sentences().items(), key=lambda item: (item[1][0], item[0])):
        known = old.get(sentence)
        where = [(name, 1) for name in places]
        message = new.add(sentence, known.string if known else "", where)
        message.flags.clear()  # which ones babel adds differs from version to version
    return new


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def save(catalogue: Catalog) -> None:
    """Writes the catalogue, as text and compiled."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False)
    COMPILED.write_bytes(compiled(catalogue))


def main(arguments: List[str]) -> int:
    """Updates or checks; returns the exit code."""
    old = load()
    new = updated(old)
    missing = [message.id for message in new if message.id and not message.string]
    for sentence in missing:
        print(f"no Chinese for: {sentence}")
    if "--check" not in arguments:
        save(new)
        return 0
    obsolete = [message.id for message in old if message.id and message.id not in new]
    for sentence in obsolete:
        print(f"no longer said: {sentence}")
    stale = not COMPILED.exists() or COMPILED.read_bytes() != compiled(new)
    if stale:
        print("the compiled catalogue is not of these sentences: run tools/messages.py")
    return int(bool(missing or obsolete or stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
