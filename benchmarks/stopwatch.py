"""Times whole processes from start to exit, several commands in turn, so that drift hits all alike."""

import os
import subprocess
import sys
import time
from statistics import median
from typing import Dict, List, Mapping, NamedTuple, Optional, Sequence


class Run(NamedTuple):
    """One process from its start to its end."""

    wall_seconds: float
    cpu_seconds: Optional[float]
    peak_bytes: Optional[int]
    code: int


class Timing(NamedTuple):
    """All runs of one command."""

    runs: "tuple[Run, ...]"

    @property
    def best(self) -> float:
        """The shortest: what the machine can do when nothing disturbs it."""
        return min(run.wall_seconds for run in self.runs)

    @property
    def middle(self) -> float:
        """The median."""
        return median(run.wall_seconds for run in self.runs)

    @property
    def cpu(self) -> Optional[float]:
        """The least processor time, its own and the system's for it: what load distorts least."""
        return min((run.cpu_seconds for run in self.runs if run.cpu_seconds), default=None)

    @property
    def peak_bytes(self) -> Optional[int]:
        """The largest resident set of any run, where the system tells."""
        return max((run.peak_bytes for run in self.runs if run.peak_bytes), default=None)

    @property
    def code(self) -> int:
        """The last exit code."""
        return self.runs[-1].code


class Command(NamedTuple):
    """What to run, and how many times it is worth running."""

    argv: Sequence[str]
    environ: Mapping[str, str] = {}
    rounds: int = 0
    """0: as many as the whole measurement has."""


def measure(commands: Mapping[str, Command], rounds: int) -> Dict[str, Timing]:
    """Every command once to warm up, then all of them in turn."""
    runs: Dict[str, List[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            if number > (command.rounds or rounds):
                continue
            run = once(command)
            if number:
                runs[name].append(run)
    return {name: Timing(tuple(found)) for name, found in runs.items()}


def once(command: Command) -> Run:
    """One run, its output thrown away."""
    environ = {**os.environ, **command.environ}
    if not hasattr(os, "wait4"):
        start = time.perf_counter()
        code = subprocess.call(
            list(command.argv), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environ
        )
        return Run(time.perf_counter() - start, None, None, code)
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    start = time.perf_counter()
    child = os.posix_spawnp(command.argv[0], list(command.argv), environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    return Run(wall, cpu, peak, code)
