"""Gathers the sentences that users read, and keeps the Chinese catalogue in step with them.

python tools/messages.py            update the .po files and compile them
python tools/messages.py --check    only say what is missing, obsolete or not compiled (exit 1)
"""

import ast
import io
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Dict, Iterator, List

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "envdoctor"
CHECKS = PACKAGE / "diagnose" / "checks"
CATALOGUE = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "envdoctor.po"


def sentences() -> Dict[str, List[str]]:
    """Every sentence marked by `_()`, and every paragraph of a rule's page -> the files that hold it."""
    found: Dict[str, List[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for sentence in [*_marked(tree), *(_paragraphs(tree) if CHECKS in path.parents else ())]:
            found.setdefault(sentence, []).append(path.relative_to(ROOT).as_posix())
    return found


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


def load() -> Catalog:
    """The catalogue as it is on disk; empty when there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh", domain="envdoctor")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh", domain="envdoctor")


def updated(old: Catalog) -> Catalog:
    """A catalogue of exactly today's sentences, with the translations that `old` has."""
    new = Catalog(locale="zh", domain="envdoctor", project="envdoctor", header_comment=_HEADER)
    for sentence, files in sorted(sentences().items(), key=lambda item: (item[1][0], item[0])):
        known = old.get(sentence)
        new.add(sentence, known.string if known else "", locations=[(name, None) for name in files])
    new.creation_date = new.revision_date = _EPOCH
    return new


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main(arguments: List[str]) -> int:
    """Updates or checks; returns the exit code."""
    old = load()
    new = updated(old)
    missing = [message.id for message in new if message.id and not message.string]
    for sentence in missing:
        print(f"no Chinese for: {sentence}")
    if "--check" not in arguments:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        with CATALOGUE.open("wb") as file:
            write_po(file, new, width=0, sort_output=False)
        CATALOGUE.with_suffix(".mo").write_bytes(compiled(new))
        return 0
    obsolete = [message.id for message in old if message.id and message.id not in new]
    for sentence in obsolete:
        print(f"no longer said: {sentence}")
    stale = CATALOGUE.with_suffix(".mo").read_bytes() != compiled(new)
    if stale:
        print("the compiled catalogue is not of these sentences: run tools/messages.py")
    return int(bool(missing or obsolete or stale))


_HEADER = "# Chinese sentences of envdoctor."
_EPOCH = datetime(2026, 1, 1, tzinfo=timezone.utc)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
