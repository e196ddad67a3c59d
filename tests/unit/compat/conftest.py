"""The tables of this checkout, and their TOML."""

import importlib.util
import sys
from pathlib import Path

import pytest

from envdoctor.compat.tables import Tables

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def tables() -> Tables:
    return Tables(str(ROOT / "compat_tables"))


@pytest.fixture(scope="session")
def compiler():
    """tools/tables/compile.py as a module."""
    if sys.version_info < (3, 11):
        pytest.importorskip("tomli")
    path = ROOT / "tools" / "tables" / "compile.py"
    spec = importlib.util.spec_from_file_location("tables_compile", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def data() -> Path:
    return Path(__file__).parent / "data"
