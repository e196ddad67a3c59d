"""The resolver against its budget: one answer in 20 ms, the loading of the tables included.

    python benchmarks/resolve.py [--rounds 15] [--json]

Every figure is the least of the rounds, in this process, with fresh tables each time; what other work
the machine does comes on top of it. The second part grows every table to 4 and 16 times its rows,
all of them candidates, and says how the cost grows with them.
"""

import argparse
import gc
import json
import os
import re
import sys
import tempfile
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from envdoctor.compat.tables import Tables, tables_root  # noqa: E402
from envdoctor.compat.versions import order  # noqa: E402
from envdoctor.model.facts import Facts  # noqa: E402
from envdoctor.model.request import Request  # noqa: E402
from envdoctor.resolve.resolution import resolve  # noqa: E402
from tests.support.stack_classes import facts_of  # noqa: E402
from tests.support.stack_oracle import Asked  # noqa: E402

BUDGET_MS = 20.0
TIMES = (1, 4, 16)
_SUBJECTS = (
    "torch",
    "torch_arch",
    "cuda",
    "gpus",
    "openmmlab",
    "mmcv_wheels",
    "known_bad",
    "libraries",
)


class Case(NamedTuple):
    """One question to the resolver."""

    name: str
    facts: Facts
    request: Request


class Line(NamedTuple):
    """What one case took."""

    name: str
    milliseconds: float
    is_solved: bool


def _machine(
    *capabilities: Any, driver: str = "", system: str = "linux", machine: str = "x86_64"
) -> Facts:
    glibc = "2.35" if system == "linux" else None
    none: "tuple[Any, ...]" = ()
    return facts_of(
        Asked(
            system,
            machine,
            glibc,
            capabilities,
            driver or None,
            None,
            "auto",
            none,
            True,
            False,
            None,
        )
    )


def cases() -> List[Case]:
    """Solved and unsolved, with much and with little choice."""
    old, new = "535.129.03", "580.65.06"
    with_all = ("mmdet", "mmpose")
    ada, blackwell = _machine((8, 9), driver=old), _machine((12, 0), driver=new)
    mixed = _machine((12, 0), (8, 6), (7, 0), driver=new)
    kept = (("torch", "2.4.1+cu121"), ("mmcv", "2.2.0"), ("mmaction2", "1.2.0"), ("numpy", "2.2.6"))
    return [
        Case("RTX 4090, Python 3.10", ada, Request(python="3.10")),
        Case("RTX 4090, Python free, all packages", ada, Request(packages=with_all)),
        Case("RTX 4090, without ops", ada, Request(need_ops=False)),
        Case(
            "RTX 4090, a repair", ada, Request(python="3.10", kept=kept, pins=(("mmcv", "<2.2.0"),))
        ),
        Case(
            "CPU, Python 3.12, all packages: none",
            _machine(),
            Request(python="3.12", packages=with_all),
        ),
        Case("RTX 5090, all packages: none", blackwell, Request(packages=with_all)),
        Case("RTX 5090, compile", blackwell, Request(may_compile=True)),
        Case("three GPUs, driver 580: none", mixed, Request(packages=with_all)),
        Case("ARM server: none", _machine((9, 0), driver=new, machine="aarch64"), Request()),
        Case(
            "Mac: all packages",
            _machine(system="macos", machine="arm64"),
            Request(packages=with_all),
        ),
    ]


def least(run: Callable[[], Any], rounds: int) -> float:
    """The least of several runs, in milliseconds, without the collector's pauses."""
    found = []
    gc.disable()
    for _ in range(rounds):
        order.cache_clear()
        start = time.perf_counter()
        run()
        found.append(1000 * (time.perf_counter() - start))
        gc.collect()
    gc.enable()
    return min(found)


def measure(root: Optional[str], rounds: int) -> List[Line]:
    """Every case with the tables in one folder."""
    lines = []
    for case in cases():
        answer = resolve(case.facts, case.request, Tables(root))
        taken = least(lambda case=case: resolve(case.facts, case.request, Tables(root)), rounds)  # type: ignore[misc]
        lines.append(Line(case.name, taken, answer.plan is not None))
    return lines


def grown(folder: str, times: int) -> str:
    """Tables with so many times the rows, each further copy with releases of its own."""
    target = os.path.join(folder, str(times), "compiled")
    os.makedirs(target)
    for subject in _SUBJECTS:
        with open(
            os.path.join(tables_root(), "compiled", subject + ".json"), encoding="utf-8"
        ) as file:
            table = json.load(file)
        with open(os.path.join(target, subject + ".json"), "w", encoding="utf-8") as file:
            json.dump(_grown(subject, table, times), file, separators=(",", ":"))
    return os.path.dirname(target)


def _grown(subject: str, table: Dict[str, Any], times: int) -> Dict[str, Any]:
    found = dict(table)
    for block, rows in table.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            copies = [_copy(subject, block, row, k) for k in range(times) for row in rows]
            found[block] = copies
    if subject == "mmcv_wheels":
        found["releases"] = [_later(v, k) for k in range(times) for v in table["releases"]]
    if subject == "torch":
        found["release"].sort(key=lambda row: [int(part) for part in row["version"].split(".")])
    return found


def _copy(subject: str, block: str, row: Dict[str, Any], k: int) -> Dict[str, Any]:
    """One row for the k-th copy of every release."""
    copy = dict(row)
    if (subject, block) in (("torch", "release"), ("openmmlab", "release")):
        copy["version"] = _later(row["version"], k)
    elif subject == "torch_arch" and block == "arch":
        copy["torch"] = [_later(version, k) for version in row["torch"]]
    elif subject == "mmcv_wheels" and isinstance(row.get("mmcv"), list):
        copy["mmcv"] = [
            re.sub(r"[^.]+(\.[^.]+)+?(?=\.\.|$)", lambda m: _later(m[0], k), text)
            for text in row["mmcv"]
        ]
    elif subject == "mmcv_wheels" and "mmcv" in row:
        copy["mmcv"] = _later(row["mmcv"], k)
    elif "id" in row and k:
        copy["id"] = f"{row['id']}-{k}"
    return copy


def _later(version: str, k: int) -> str:
    """The version with its patch number moved up by hundreds: "2.1.2" is "2.1.302"."""
    if not k:
        return version
    release, mark, rest = version.partition("rc")
    parts = release.split(".")
    while len(parts) < 3:
        parts.append("0")
    parts[2] = str(int(re.sub(r"\D.*", "", parts[2]) or 0) + 100 * k)
    return ".".join(parts[:3]) + mark + rest


def main() -> int:
    """Measure, print, and say by the exit code whether the budget holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    lines = measure(None, options.rounds)
    worst = max(line.milliseconds for line in lines)
    growth = {}
    with tempfile.TemporaryDirectory() as folder:
        for times in TIMES:
            taken = measure(grown(folder, times), 3)
            growth[times] = sum(line.milliseconds for line in taken)
    linear = all(growth[times] <= times * growth[1] for times in TIMES)
    if options.json:
        document = {
            "lines": [line._asdict() for line in lines],
            "worst_ms": worst,
            "growth": growth,
        }
        print(json.dumps(document))
    else:
        for line in lines:
            print(f"{line.milliseconds:7.1f} ms  {line.name}")
        print(f"{worst:7.1f} ms  worst; budget {BUDGET_MS:.0f} ms")
        for times, taken_ms in growth.items():
            print(f"{taken_ms / growth[1]:7.2f} x   the cost with {times} x the rows")
    return 0 if worst <= BUDGET_MS and linear else 1


if __name__ == "__main__":
    sys.exit(main())
