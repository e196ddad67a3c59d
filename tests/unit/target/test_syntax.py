"""The target's code is Python 3.7 and imports nothing else of envdoctor."""

import ast
import glob
import os

import pytest

import envdoctor.target

FOLDER = os.path.dirname(envdoctor.target.__file__)
FILES = sorted(glob.glob(os.path.join(FOLDER, "**", "*.py"), recursive=True))
STANDARD = {
    "ast",
    "ctypes",
    "faulthandler",
    "hashlib",
    "importlib",
    "importlib.machinery",
    "importlib.util",
    "json",
    "math",
    "os",
    "platform",
    "struct",
    "sys",
    "threading",
    "time",
    "typing",
    "warnings",
    "zlib",
}


def tree(path):
    with open(path, encoding="utf-8") as file:
        return ast.parse(file.read(), feature_version=(3, 7))


@pytest.mark.parametrize("path", FILES, ids=lambda path: os.path.relpath(path, FOLDER))
def test_parses_as_python_3_7(path):
    tree(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: os.path.relpath(path, FOLDER))
def test_imports_the_standard_library_and_its_own_package(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= STANDARD | {"torch"}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module in STANDARD | {"envdoctor_target"}
