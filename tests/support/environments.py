"""Folders that stand for Python environments: made from a few files, or from a recording."""

import json
import os

from envdoctor.facts.root import Root
from envdoctor.facts.target import Target
from tests.support.roots import make_root

CASES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cases")
PREFIX = "/env"
SITE = "/env/lib/python3.11/site-packages"
TARGET = Target("/env/bin/python", PREFIX, "--env", False)


def venv(folder, files=None, links=None, cfg="home = /usr/bin\nversion = 3.11.7\n"):
    """The root of a virtual environment on Python 3.11; relative names lie in its site-packages."""
    found = {"/env/pyvenv.cfg": cfg, "/env/bin/python": "ELF", f"{SITE}/": ""}
    for path, text in (files or {}).items():
        found[path if path.startswith("/") else f"{SITE}/{path}"] = text
    return make_root(folder, found, links, running=False)


def distribution(name, version, record="", metadata="", installer="pip"):
    """The files of one .dist-info folder."""
    folder = f"{name}-{version}.dist-info"
    return {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}\n",
        f"{folder}/INSTALLER": f"{installer}\n",
        f"{folder}/RECORD": record + f"{folder}/RECORD,,\n",
    }


def recorded(folder, name):
    """The root and the environment of a recording (tests/cases/NAME.json)."""
    with open(os.path.join(CASES, f"{name}.json"), encoding="utf-8") as file:
        case = json.load(file)
    root = make_root(folder, case["files"], case["links"], running=False)
    assert isinstance(root, Root)
    return root, case["env"]
