"""Settings of all tests."""

import os

from hypothesis import HealthCheck, settings

# No test is a stopwatch: on a busy machine an example may take its time. In CI the same examples
# run every time, elsewhere new ones.
settings.register_profile(
    "envdoctor",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("envdoctor")
