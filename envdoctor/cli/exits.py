"""Exit codes, the same for every verb."""

HEALTHY = 0
PROBLEMS = 1
WRONG_CALL = 2
NOT_FINISHED = 3
INTERRUPTED = 130
