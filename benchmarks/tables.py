"""How long the tables take to load, and the questions that `check` asks them, in a new interpreter each.

python benchmarks/tables.py [--rounds 30]
"""

import argparse
import os
import subprocess
import sys
from statistics import median

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

PROGRAM = """
import glob, json, os, time
start = time.perf_counter()
from envdoctor.compat.tables import Tables, tables_root
imported = time.perf_counter()
for path in glob.glob(os.path.join(tables_root(), "compiled", "*.json")):
    with open(path, "rb") as file:
        json.loads(file.read())
parsed = time.perf_counter()
tables = Tables()
for name in dir(tables):
    if not name.startswith("_"):
        getattr(tables, name)
loaded = time.perf_counter()
print(imported - start, parsed - imported, loaded - parsed)
"""

BUDGET_SECONDS = 0.005


def main() -> int:
    """Measures and prints; the exit code is no verdict."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    runs = [
        tuple(
            map(float, subprocess.check_output([sys.executable, "-c", PROGRAM], cwd=ROOT).split())
        )
        for _ in range(rounds)
    ]
    imported, parsed, loaded = (median(column) for column in zip(*runs))
    budget = f"(budget {BUDGET_SECONDS * 1000:g} ms)"
    print(f"import of the tables' door              {imported * 1000:6.1f} ms")
    print(f"parsing all compiled tables             {parsed * 1000:6.1f} ms  {budget}")
    print(f"every table through its reader, imports {loaded * 1000:6.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
