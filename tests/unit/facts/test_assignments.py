"""Version files as packages wrote them over the years."""

import pytest

from envdoctor.facts.assignments import assignments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version = '1.0'\n", {"version": "1.0"}),
        ('version="1.0"\n', {"version": "1.0"}),
        ("version: str = '1.20.3'\n", {"version": "1.20.3"}),
        ("version: Optional[str] = None\n", {"version": None}),
        ("version = None  # nothing\n", {"version": None}),
        ("version = '1.0'\n__version__ = version\n", {"version": "1.0", "__version__": "1.0"}),
        ("version == '1.0'\n", {}),
        ("    version = '1.0'\n", {}),
        ("version = get()\n", {}),
        ("version = '1.0\n", {}),
        ("other = '1.0'\n", {}),
        ("version = '1'\nversion = '2'\n", {"version": "2"}),
        ("version =\n", {}),
    ],
)
def test_values(text, expected):
    assert assignments(text, ("version", "__version__")) == expected
