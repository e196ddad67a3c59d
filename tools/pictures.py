"""Puts real output into the READMEs, between the marks that stand there.

    python tools/pictures.py --demo DEMO/bin/python --proven VENV/bin/python

DEMO holds tests/real/standing_demo.txt (by --no-deps), VENV what tools/quickstart.py makes. The folder
above the environment is shown as the home folder.
"""

import argparse
import os
import re
import subprocess
import sys
from typing import Dict, List

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGES = {"README.md": "en", "README.zh-CN.md": "zh"}


def main() -> int:
    """Runs the verbs in both languages and rewrites the pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--demo", required=True)
    parser.add_argument("--proven", required=True)
    options = parser.parse_args()
    for page, language in PAGES.items():
        pictures = {
            "check": _run(options.demo, ["check", "--select", "mmcv.range"], language),
            "verify": _run(options.proven, ["verify"], language),
            "explain": _run("", ["explain", "examples/pasted_issue.txt"], language),
        }
        path = os.path.join(ROOT, page)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(_filled(text, pictures))
    return 0


def _run(python: str, arguments: List[str], language: str) -> str:
    """What a verb prints of an interpreter's environment, of none where that is ""."""
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(python))))
    argv = ["envdoctor", *arguments]
    subject = ["--python", python] if python else []
    done = subprocess.run(
        [sys.executable, "-m", *argv, "--lang", language, *subject],
        cwd=ROOT,
        env={**os.environ, "HOME": home},
        stdout=subprocess.PIPE,
        check=False,
    )
    shown = [*argv, "--lang", "zh"] if language == "zh" else argv
    return f"$ {' '.join(shown)}\n{done.stdout.decode('utf-8')}"


def _filled(text: str, pictures: Dict[str, str]) -> str:
    for name, output in pictures.items():
        mark = f"<!-- picture: {name} -->\n"
        before, after = re.split(re.escape(mark) + r"(?:```text\n.*?```\n)?", text, flags=re.DOTALL)
        text = f"{before}{mark}```text\n{output}```\n{after}"
    return text


if __name__ == "__main__":
    sys.exit(main())
