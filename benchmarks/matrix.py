"""`envdoctor matrix` against its budget: ten times a bare `python -c pass`, no index asked.

    python benchmarks/matrix.py [--rounds 20]

Run it with bytecode written (without PYTHONDONTWRITEBYTECODE), as an installed package has it.
"""

import argparse
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from benchmarks.stopwatch import Command, measure  # noqa: E402

BUDGET = 10.0
BARE = "python -c pass"
_ADA = ("--gpu", "RTX 4090", "--driver", "535.104.05", "--platform", "linux_x86_64")
CALLS = {
    "matrix": (*_ADA, "--python", "3.10"),
    "matrix, any Python": _ADA,
    "matrix --json": (*_ADA, "--python", "3.10", "--json"),
    "matrix --all": (*_ADA, "--python", "3.10", "--all"),
    "matrix, nothing works": ("--platform", "linux_x86_64", "--python", "3.13"),
}


def main() -> int:
    """Measure, print, and say by the exit code whether the budget holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    environ = {"PYTHONPATH": ROOT}
    commands = {BARE: Command((sys.executable, "-c", "pass"), environ)}
    for name, words in CALLS.items():
        argv = (sys.executable, "-m", "envdoctor", "matrix", *words)
        commands[name] = Command(argv, environ)
    timings = measure(commands, rounds)
    bare = timings[BARE]
    worst = 0.0
    for name, timing in timings.items():
        ratio = timing.best / bare.best
        cpu = (timing.cpu or 0.0) / (bare.cpu or 1.0)
        worst = max(worst, ratio)
        print(f"{1000 * timing.best:7.1f} ms  {ratio:5.1f} x  cpu {cpu:5.1f} x  {name}")
    print(f"worst {worst:.1f} x; budget {BUDGET:.0f} x")
    return 0 if worst <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
