"""`python -m envdoctor`."""

from envdoctor.cli.main import run

run()
