"""What the tests of error messages share."""

import pytest

from envdoctor.compat.tables import Tables


@pytest.fixture(scope="session")
def tables():
    return Tables()
