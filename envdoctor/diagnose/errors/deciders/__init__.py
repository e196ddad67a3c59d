"""What weighs the facts where a message alone does not decide: a module each, named by a signature.

Each has `decide(sighting, account, tables)`, which yields the suspects, in any order. It may ask the
account's facts (`value`, or `known()` inside a `try`), claims and lines, and never raises.
"""

from __future__ import annotations

DECIDERS = {
    "driver_library": "driver_library",
    "lost_gpu": "lost_gpu",
    "version_assert": "version_assert",
}
"""The name in the table -> the module."""
