"""Commands run as they are printed: on a system's Python, and where pip is missing."""

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.read import Read
from envdoctor.resolve.derive import mend
from tests.support.machines import machine

TABLES = Tables()


def _commands(facts):
    findings = diagnose(facts, TABLES, Selection(select=("libraries.numpy_for_torch",))).findings
    mending = mend(findings, facts, TABLES)
    assert mending.fixes[0] == mending.joint
    return [command for fix in mending.joint for command in fix.commands]


def test_a_system_s_python_gets_an_environment_of_one_s_own_first():
    facts = machine(
        {
            "interpreter": {"kind": "system", "externally_managed": True},
            "numpy": {"version": "2.2.6"},
        }
    )
    assert _commands(facts) == [
        ("{python}", "-m", "venv", ".venv"),
        (".venv/bin/python", "-m", "pip", "install", "numpy<2"),
    ]


def test_an_environment_without_pip_gets_it_first():
    facts = machine({"numpy": {"version": "2.2.6"}})
    kept = tuple(item for item in facts.distributions.known() if item.name != "pip")
    commands = _commands(facts._replace(distributions=Read.of(kept, "site-packages")))
    assert commands[0] == ("{python}", "-m", "ensurepip", "--upgrade")
    assert commands[1][:4] == ("{python}", "-m", "pip", "install")


def test_an_ordinary_environment_needs_no_preparation():
    assert [command[:4] for command in _commands(machine({"numpy": {"version": "2.2.6"}}))] == [
        ("{python}", "-m", "pip", "install")
    ]
