"""Runs all tests in an environment of their own: sets up `.venv-tests` afresh, then pytest.

Usage: python3 tools/run_tests.py [--require-all-but=WORDS ...] [options of pytest]

Ends by listing what could not be run on this machine, and why; with --require-all-but that is a
failure unless the reason holds such words. The exit code is pytest's; 3 when the set-up itself failed.
"""

import os
import sys

if sys.version_info < (3, 8):  # noqa: UP036 - said before anything newer is parsed
    sys.exit(
        "envdoctor needs Python 3.8 or newer; this is Python {}.{}".format(*sys.version_info[:2])
    )

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import tempfile
from collections import Counter
from typing import List
from xml.etree import ElementTree

from tools import environment

FOLDERS = ("tests/unit", "tests/integration", "tests/cases")
_REQUIRE_ALL = "--require-all-but="


def main(arguments: List[str]) -> int:
    """Sets up, tests, lists what was left out; returns the exit code."""
    if "-h" in arguments or "--help" in arguments:
        environment.say(__doc__ or "")
        return 0
    try:
        python = _set_up()
        with tempfile.TemporaryDirectory(prefix="envdoctor-tests-") as folder:
            return _test(python, arguments, os.path.join(folder, "junit.xml"))
    except environment.Failed as problem:
        print(f"\nrun_tests: {problem}", file=sys.stderr)
        return environment.NOT_FINISHED
    except KeyboardInterrupt:
        print("\nrun_tests: interrupted", file=sys.stderr)
        return environment.INTERRUPTED


def _set_up() -> str:
    environment.say("Setting up .venv-tests in the clone ...")
    python = environment.make(".venv-tests", fresh=True)
    with_torch = environment.add_torch(python)
    environment.install(
        python, "--editable", ".[test,decoders,verify]" if with_torch else ".[test,decoders]"
    )
    return python


def _test(python: str, arguments: List[str], results: str) -> int:
    options = [argument for argument in arguments if not argument.startswith(_REQUIRE_ALL)]
    folders = [
        folder for folder in FOLDERS if os.path.isdir(os.path.join(environment.ROOT, folder))
    ]
    code = environment.run(
        [python, "-m", "pytest", "-q", f"--junitxml={results}", *folders, *options]
    )
    reasons = left_out(results)
    environment.say("Skipped on this machine:" if reasons else "Nothing was skipped.")
    for reason in reasons:
        environment.say(f"  {reason}")
    return code or int(_missed(reasons, arguments))


def _missed(reasons: List[str], arguments: List[str]) -> bool:
    """Whether something was skipped that the call requires."""
    words = [a[len(_REQUIRE_ALL) :] for a in arguments if a.startswith(_REQUIRE_ALL)]
    return bool(words) and not all(any(word in reason for word in words) for reason in reasons)


def left_out(results: str) -> List[str]:
    """What pytest skipped, a line a reason, from its results file."""
    try:
        root = ElementTree.parse(results).getroot()
    except (OSError, ElementTree.ParseError):
        return ["pytest left no results"]
    reasons = Counter(
        (skip.get("message") or "no reason given").strip() for skip in root.iter("skipped")
    )
    return [f"{count} x {reason}" for reason, count in sorted(reasons.items())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
