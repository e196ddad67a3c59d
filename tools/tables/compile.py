"""Compile compat_tables/*.toml into the JSON that envdoctor reads when it runs.

python tools/tables/compile.py          write compat_tables/compiled/<subject>.json
python tools/tables/compile.py --check  say which of them is not what its table says, exit 1
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLES = Path(__file__).resolve().parents[2] / "compat_tables"
PARTS = {"torch": {"torch_arch": ("arch", "arch_rule")}}
"""Table to the further files that it is compiled into, with the blocks that move there."""
HEAD = ("title", "as_of", "sources")
"""What every compiled file begins with."""


def subjects(root: Path = TABLES) -> List[str]:
    """The names of all tables, sorted: a file each, or a folder of files that make one table."""
    folders = {path.parent.name for path in root.glob("*/*.toml")}
    return sorted({path.stem for path in root.glob("*.toml")} | folders)


def read(subject: str, root: Path = TABLES) -> Dict[str, Any]:
    """One table as its TOML tells it."""
    if (root / subject).is_dir():
        return joined([load(path) for path in sorted((root / subject).glob("*.toml"))])
    return load(root / f"{subject}.toml")


def load(path: Path) -> Dict[str, Any]:
    """One TOML file."""
    with path.open("rb") as file:
        return tomllib.load(file)


def joined(files: List[Dict[str, Any]]) -> Dict[str, Any]:
    """Several files as one table: rows and sources together, the oldest date.

    Raises ValueError where two files give one source's id.
    """
    whole: Dict[str, Any] = {"title": "", "as_of": "", "sources": {}}
    for content in files:
        whole["title"] = content.pop("title") if not whole["title"] else whole["title"]
        whole["as_of"] = min(whole["as_of"] or content["as_of"], content["as_of"])
        sources = content.pop("sources")
        twice = sources.keys() & whole["sources"].keys()
        if twice:
            raise ValueError(f"sources given twice: {sorted(twice)}")
        whole["sources"].update(sources)
        for block, rows in content.items():
            if isinstance(rows, list):
                whole.setdefault(block, []).extend(rows)
    return whole


def parts(subject: str, root: Path = TABLES) -> Dict[str, Dict[str, Any]]:
    """The compiled files of one table: name to content."""
    rest = read(subject, root)
    head = {key: rest[key] for key in HEAD}
    found = {}
    for name, blocks in PARTS.get(subject, {}).items():
        found[name] = {**head, **{block: rest.pop(block) for block in blocks}}
    return {subject: rest, **found}


def compiled(root: Path = TABLES) -> Dict[str, str]:
    """Every compiled file: name to text."""
    return {
        name: json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        for subject in subjects(root)
        for name, content in parts(subject, root).items()
    }


def main(argv: Optional[List[str]] = None) -> int:
    """Compile or compare; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(argv)
    folder = TABLES / "compiled"
    folder.mkdir(exist_ok=True)
    stale = []
    for name, text in compiled().items():
        path = folder / f"{name}.json"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'is not compiled' if options.check else 'compiled'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
