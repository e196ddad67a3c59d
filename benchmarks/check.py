"""`envdoctor check` against its budgets, beside what people use otherwise; ratios of one run.

    python benchmarks/check.py --target VENV/bin/python [--env-doctor PATH] [--rounds 30] [--json]

The running interpreter has envdoctor installed. `--target` is an environment to inspect, best with
the whole stack in it (tests/real/healthy_cpu_311.txt); `torch.utils.collect_env` and `pip check`
run with that interpreter. `--env-doctor` is PyPI's env-doctor in an environment of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from typing import Any, Dict, List, NamedTuple, Optional

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from benchmarks.many_files import make_environment  # noqa: E402
from benchmarks.stand_in import nvml_environ, nvml_seconds, program_with_nvidia  # noqa: E402
from benchmarks.stopwatch import Command, Timing, measure  # noqa: E402

BARE = "python -c pass"
SLOW_ROUNDS = 3

COUNT = """
import os, runpy, sys
events = []
WATCHED = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system", "os.spawn"}
sys.addaudithook(lambda event, _: event in WATCHED and events.append(event))
out, sys.stdout = sys.stdout, open(os.devnull, "w")
sys.argv = sys.argv[1:]
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
except SystemExit:
    pass
print(len(events), file=out)
"""


class Line(NamedTuple):
    """One row of the table."""

    name: str
    timing: Timing
    ratio: float
    """Medians of the wall clock."""
    cpu_ratio: Optional[float]
    """Least processor times."""
    budget: Optional[float]
    processes: Optional[int]

    @property
    def holds(self) -> Optional[bool]:
        """Whether the budget holds; None where there is none."""
        return None if self.budget is None else self.ratio <= self.budget


BUDGETS = {
    "check --json": 6.0,
    "check --json, 20,000 files more": 12.0,
    "check --json, with NVML": 9.0,
    "check": 10.0,
    "--version": 2.0,
    "--help": 3.0,
}


def commands(options: argparse.Namespace, folder: str) -> Dict[str, Command]:
    """What is measured, by name."""
    envdoctor = _console_script()
    target = options.target
    large = make_environment(os.path.join(folder, "large"))
    found = {
        BARE: Command((sys.executable, "-c", "pass")),
        "check --json": Command((*envdoctor, "check", "--json", "--python", target)),
        "check --json, 20,000 files more": Command(
            (*envdoctor, "check", "--json", "--python", large)
        ),
        "check": Command((*envdoctor, "check", "--python", target)),
        "--version": Command((*envdoctor, "--version")),
        "--help": Command((*envdoctor, "--help")),
        "pip check": Command((target, "-m", "pip", "check"), rounds=SLOW_ROUNDS),
        "collect_env": Command((target, "-m", "torch.utils.collect_env"), rounds=SLOW_ROUNDS),
    }
    nvml = nvml_environ(os.path.join(folder, "nvml"))
    if nvml is not None:
        script = program_with_nvidia(folder)
        # A GPU beside a CPU build of torch is a finding, whose mending is not what is timed here.
        expected = ("--expect-gpu", "none")
        argv = (sys.executable, script, "check", "--json", "--python", target, *expected)
        found["check --json, with NVML"] = Command(argv, nvml)
    if options.env_doctor:
        found["env-doctor check"] = Command((options.env_doctor, "check"), rounds=SLOW_ROUNDS)
    return found


def table(timings: Dict[str, Timing], options: argparse.Namespace) -> List[Line]:
    """Rows in the order of the measurement, each as a ratio to the bare interpreter."""
    bare = timings[BARE].middle
    counted = {
        "check --json": _processes(
            sys.executable, "envdoctor", "check", "--json", "--python", options.target
        ),
        "collect_env": _processes(options.target, "torch.utils.collect_env"),
        "pip check": _processes(options.target, "pip", "check"),
    }
    return [
        Line(
            name,
            timing,
            timing.middle / bare,
            _ratio(timing.cpu, timings[BARE].cpu),
            BUDGETS.get(name),
            counted.get(name),
        )
        for name, timing in timings.items()
    ]


def _ratio(one: Optional[float], other: Optional[float]) -> Optional[float]:
    return one / other if one and other else None


def _processes(python: str, module: str, *arguments: str) -> Optional[int]:
    """How many processes the module starts, by the interpreter's own audit events."""
    done = subprocess.run(
        [python, "-c", COUNT, module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    text = done.stdout.decode().strip()
    return int(text) if text.isdigit() else None


def _console_script() -> "tuple[str, ...]":
    """The console script beside this interpreter, as a user starts it."""
    name = "envdoctor.exe" if os.name == "nt" else "envdoctor"
    script = os.path.join(sysconfig.get_path("scripts"), name)
    return (script,) if os.path.exists(script) else (sys.executable, "-m", "envdoctor")


def as_text(lines: List[Line], nvml: Optional[float]) -> str:
    """The table for people."""
    rows = [
        ("", "median ms", "best ms", "ratio", "of cpu", "budget", "peak MB", "processes", "exit")
    ]
    for line in lines:
        peak = line.timing.peak_bytes
        rows.append(
            (
                line.name,
                f"{line.timing.middle * 1000:.1f}",
                f"{line.timing.best * 1000:.1f}",
                f"{line.ratio:.1f}",
                "" if line.cpu_ratio is None else f"{line.cpu_ratio:.1f}",
                ""
                if line.budget is None
                else f"<= {line.budget:g} {'holds' if line.holds else 'FAILS'}",
                "" if peak is None else f"{peak / 1e6:.1f}",
                "" if line.processes is None else str(line.processes),
                str(line.timing.code),
            )
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    text = [
        "  ".join([row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])])
        for row in rows
    ]
    if nvml is not None:
        text.append(
            f"nvmlInit and nvmlShutdown alone: {nvml * 1000:.1f} ms (inside the line with NVML)"
        )
    return "\n".join(text)


def as_json(lines: List[Line], nvml: Optional[float]) -> Dict[str, Any]:
    """The table for machines."""
    rows = [
        {
            "name": line.name,
            "median_seconds": line.timing.middle,
            "best_seconds": line.timing.best,
            "ratio": line.ratio,
            "cpu_ratio": line.cpu_ratio,
            "budget": line.budget,
            "holds": line.holds,
            "peak_bytes": line.timing.peak_bytes,
            "processes": line.processes,
            "exit_code": line.timing.code,
        }
        for line in lines
    ]
    return {"python": sys.version.split(maxsplit=1)[0], "nvml_seconds": nvml, "lines": rows}


def main() -> int:
    """Measures and prints; the exit code is no verdict."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--target", default=sys.executable, help="interpreter of the environment to inspect"
    )
    parser.add_argument("--env-doctor", default="", help="console script of PyPI's env-doctor")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="envdoctor-bench-") as folder:
        found = commands(options, folder)
        lines = table(measure(found, options.rounds), options)
        with_nvml = found.get("check --json, with NVML")
        nvml = nvml_seconds(with_nvml.environ) if with_nvml else None
    print(json.dumps(as_json(lines, nvml), indent=2) if options.json else as_text(lines, nvml))
    return 0


if __name__ == "__main__":
    sys.exit(main())
