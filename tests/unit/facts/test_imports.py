"""When the inspected interpreter is not run, and the order in which modules stand on each other."""

import os

import pytest

from envdoctor.facts import imports
from envdoctor.facts.imports import MODULES, STANDS_ON, in_prolog, read_imports


@pytest.fixture
def root_user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)


@pytest.mark.parametrize(
    ("environ", "refused"),
    [
        ({}, False),
        ({"SLURM_JOB_ID": "7", "SLURM_SCRIPT_CONTEXT": "prolog_slurmd"}, True),
        ({"SLURM_JOB_ID": "7", "SLURM_SCRIPT_CONTEXT": "epilog_slurmd", "SLURM_PROCID": "0"}, True),
        ({"SLURM_JOB_ID": "7", "SLURM_JOB_UID": "1000"}, True),
        ({"SLURM_JOB_ID": "7", "SLURM_PROCID": "0"}, False),
        ({"SLURM_SCRIPT_CONTEXT": "prolog_slurmd"}, False),
    ],
)
def test_as_root_in_a_prolog_nothing_is_run(root_user, environ, refused):
    assert in_prolog(environ) is refused


def test_a_user_s_own_step_is_no_prolog(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert not in_prolog({"SLURM_JOB_ID": "7", "SLURM_SCRIPT_CONTEXT": "prolog_slurmd"})


def test_what_was_not_run_is_unknown_with_its_reason(root_user, monkeypatch):
    monkeypatch.setattr(imports, "Child", None)
    found = read_imports("/env/bin/python", {"SLURM_JOB_ID": "7"})
    assert {read.state for read in found} == {"unknown"}
    assert "as root in the prolog" in found.imports.reason


def test_an_environment_without_interpreter_is_unknown():
    assert read_imports("", {}).imports.state == "unknown"


def test_modules_come_after_what_they_stand_on():
    for module, below in STANDS_ON.items():
        assert all(MODULES.index(other) < MODULES.index(module) for other in below), module
