"""`envdoctor explain` on build logs of 100 MB: throughput and peak memory, beside hostile logs.

    python benchmarks/explain.py [--megabytes 100] [--json]

The running interpreter has envdoctor installed. Each log is written once and explained in a process
of its own; ratios are those of one run. Budgets: 50 MB/s, and the memory of a log a tenth as long.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from typing import Callable, Dict, Iterator, List, NamedTuple

MEGABYTE = 1_000_000
BUDGET_MEGABYTES_A_SECOND = 50
CAUSE = (
    b"FAILED: csrc/ops.o\n"
    b"nvcc fatal   : Unsupported gpu architecture 'compute_86'\n"
    b"ninja: build stopped: subcommand failed.\n"
)
_LINES = (
    b"[%d/%d] /usr/local/cuda-11.0/bin/nvcc -DTORCH_EXTENSION_NAME=_ext -I/opt/torch/include -c ops_%d.cu -o ops_%d.o\n",
    b"/opt/torch/include/c10/util/irange.h(54): warning #%d-D: pointless comparison of unsigned integer\n",
    b"          detected during instantiation of class c10::detail::integer_iterator<I, %d> at line %d\n",
    b"    ptxas info    : Used %d registers, %d bytes smem, 400 bytes cmem[0]\n",
    b"running build_ext\n",
)


class Line(NamedTuple):
    """One log's figures."""

    name: str
    megabytes: float
    wall_seconds: float
    peak_megabytes: float
    cause: str

    @property
    def speed(self) -> float:
        """Megabytes a second, the process's start included."""
        return self.megabytes / self.wall_seconds


def build_log(size: int) -> Iterator[bytes]:
    """What a compile prints, the fault in its midst and its end."""
    made, number = 0, 0
    while made < size:
        block = b"".join(_numbered(line, number + n) for n in range(2000) for line in _LINES)
        number += 2000
        made += len(block)
        yield block
        if made - len(block) < size // 2 <= made:
            yield CAUSE
    yield CAUSE


def _numbered(line: bytes, number: int) -> bytes:
    return line % ((number,) * line.count(b"%d"))


def all_errors(size: int) -> Iterator[bytes]:
    """A log in which every line tells of an error, each of another."""
    source = random.Random(7)
    block = b"".join(
        bytes(source.choices(b"abcdefghijklmnop ", k=70)) + b" error: cannot, failed\n"
        for _ in range(10_000)
    )
    for _ in range(size // len(block) + 1):
        yield block


def long_lines(size: int) -> Iterator[bytes]:
    """Ten megabytes a line, with words that look telling."""
    line = b"x error not found y" * (10 * MEGABYTE // 19) + b"\n"
    for _ in range(size // len(line) + 1):
        yield line


def control_characters(size: int) -> Iterator[bytes]:
    """Colours, progress bars, half sequences of UTF-8, NULs."""
    block = (b"\x1b[31mred\x1b[0m\r 10%\r 20%\x00\x07\xe4\xb8 error\x1b]0;t\x07\n") * 20_000
    for _ in range(size // len(block) + 1):
        yield block


LOGS: Dict[str, Callable[[int], Iterator[bytes]]] = {
    "build log": build_log,
    "every line an error": all_errors,
    "10 MB a line": long_lines,
    "control characters": control_characters,
}


def explained(name: str, path: str) -> Line:
    """One run of `explain --json` on a file."""
    argv = [sys.executable, "-m", "envdoctor", "explain", "--json", path]
    begun = time.perf_counter()
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    wall = time.perf_counter() - begun
    causes = json.loads(out)["causes"]
    return Line(
        name,
        os.path.getsize(path) / MEGABYTE,
        wall,
        usage.ru_maxrss * 1024 / MEGABYTE,
        causes[0]["cause"] if causes else "-",
    )


def measured(size: int) -> List[Line]:
    """Every log at a tenth of the size and at the size, one after the other."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        for name, make in LOGS.items():
            for part in (size // 10, size):
                with open(path, "wb") as file:
                    file.writelines(make(part))
                lines.append(explained(name, path))
    return lines


def main() -> int:
    """Measures, prints, and exits 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    lines = measured(options.megabytes * MEGABYTE)
    if options.json:
        print(json.dumps([{**line._asdict(), "speed": line.speed} for line in lines]))
    else:
        print(f"{'log':22}{'MB':>8}{'s':>8}{'MB/s':>8}{'peak MB':>9}  first cause")
        for line in lines:
            print(
                f"{line.name:22}{line.megabytes:8.0f}{line.wall_seconds:8.2f}{line.speed:8.0f}"
                f"{line.peak_megabytes:9.0f}  {line.cause}"
            )
    slow = [line for line in lines[1::2] if line.speed < BUDGET_MEGABYTES_A_SECOND]
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
