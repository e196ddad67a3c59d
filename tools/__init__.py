"""Scripts of the project; `quickstart.py` and `run_tests.py` are the two that people run."""
