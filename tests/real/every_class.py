"""Every class of machines and requests against the rules said a second time, and its figures.

    python tests/real/every_class.py [--of 4 --part 0]

Takes some ten minutes for all of them; the sample of 2,000 runs with the unit tests.
"""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from envdoctor.compat.tables import Tables
from tests.support.stack_classes import every_class
from tests.unit.resolve.test_stack_oracle import check_class


def main():
    """Checks them all; the exit code says whether all agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", type=int, default=1)
    parser.add_argument("--part", type=int, default=0)
    options = parser.parse_args()
    tables, start = Tables(), time.perf_counter()
    solved = compiled = different = 0
    classes = list(every_class())[options.part :: options.of]
    for asked in classes:
        try:
            plan = check_class(asked, tables)
        except AssertionError as error:
            different += 1
            sys.stderr.write(f"{error}\n")
            continue
        solved += plan is not None
        compiled += plan is not None and plan.compiles
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{len(classes)} classes in {seconds:.0f} s: {solved} with a set, of which {compiled} compile; "
        f"{len(classes) - solved - different} without; {different} different from the oracle\n"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
