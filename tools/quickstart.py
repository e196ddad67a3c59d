"""From a fresh clone to a verdict: sets up `.venv`, then runs `envdoctor check` and `envdoctor verify`.

Usage: python3 tools/quickstart.py [options of `envdoctor check`]

Needs Python 3.8 or newer and nothing else. It can be run again: what is there is kept.
The exit code is the worse one of the two verbs'; 3 when the set-up itself failed.
"""

import os
import sys

if sys.version_info < (3, 8):  # noqa: UP036 - said before anything newer is parsed
    sys.exit(
        "envdoctor needs Python 3.8 or newer; this is Python {}.{}".format(*sys.version_info[:2])
    )

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from typing import List

from tools import environment


def main(arguments: List[str]) -> int:
    """Sets up and runs both verbs; returns the exit code."""
    if "-h" in arguments or "--help" in arguments:
        environment.say(__doc__ or "")
        return 0
    try:
        return _go(arguments)
    except environment.Failed as problem:
        print(f"\nquickstart: {problem}", file=sys.stderr)
        return environment.NOT_FINISHED
    except KeyboardInterrupt:
        print("\nquickstart: interrupted; run it again to go on", file=sys.stderr)
        return environment.INTERRUPTED


def _go(arguments: List[str]) -> int:
    environment.say("Setting up .venv in the clone ...")
    python = environment.make(".venv")
    with_torch = environment.add_torch(python)
    # Without torch the extra that asks for it stays out, or pip would fetch it after all.
    environment.install(python, ".[verify]" if with_torch else ".[video]")
    envdoctor = environment.script_beside(python, "envdoctor")
    codes = [
        environment.run([envdoctor, "check", "--python", python, *arguments]),
        environment.run([envdoctor, "verify", "--python", python]),
    ]
    environment.say(f"\ncheck ended with exit code {codes[0]}, verify with {codes[1]}.")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
