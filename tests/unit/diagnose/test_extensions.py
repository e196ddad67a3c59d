"""What the checks say of mmcv's compiled ops, beyond the recorded cases."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.finding import HIGH, INFO, MEDIUM
from envdoctor.model.goal import Reinstall
from tests.support.machines import machine

TABLES = Tables()
NARROW_OLD = "_ZN2at4_ops6narrow4callERKNS_6TensorElll"
ERROR_CXX11 = (
    "_ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
)
SITE = "<prefix>/lib/python3.10/site-packages/mmcv"


def _findings(overlay):
    found = diagnose(machine(overlay), TABLES, Selection(select=("mmcv",))).findings
    return {item.id: item for item in found if item.id.startswith("mmcv.ops_")}


def _status(overlay, rule):
    results = diagnose(machine(overlay), TABLES, Selection()).results
    return next(result for result in results if result.rule == rule)


def test_without_torchs_libraries_the_table_decides_with_less_confidence():
    found = _findings(
        {"extensions": [{"unresolved": None, "telltales": [NARROW_OLD, "_ZN2at4_ops"]}]}
    )
    finding = found["mmcv.ops_for_torch"]
    assert (finding.confidence, finding.message_id) == (MEDIUM, "mmcv.ops_for_torch.release")
    assert finding.params["built_for"] == ">=1.10, <=1.13"
    assert finding.goals == (Reinstall("mmcv"),)


def test_without_torchs_libraries_the_abi_of_its_wheels_decides():
    found = _findings(
        {"extensions": [{"unresolved": None, "telltales": [ERROR_CXX11], "cxx11_abi": True}]}
    )
    finding = found["mmcv.ops_for_torch"]
    assert (finding.confidence, finding.message_id) == (MEDIUM, "mmcv.ops_for_torch.abi")
    assert finding.params["symbol"] == "c10::Error::Error(c10::SourceLocation, std::string)"


def test_what_the_loader_would_find_outweighs_the_table():
    overlay = {"extensions": [{"unresolved": [], "telltales": [NARROW_OLD], "cxx11_abi": True}]}
    assert _findings(overlay) == {}


def test_a_symbol_that_no_table_knows_is_named_all_the_same():
    found = _findings({"extensions": [{"unresolved": ["_ZN2at9somethingEv"], "telltales": []}]})
    finding = found["mmcv.ops_for_torch"]
    assert (finding.confidence, finding.message_id) == (HIGH, "mmcv.ops_for_torch.symbols")
    assert finding.params["symbol"] == "at::something()"


def test_a_torch_newer_than_the_table_is_not_judged_by_it():
    overlay = {
        "torch": {"version": "99.0.0+cu121"},
        "extensions": [{"unresolved": None, "telltales": [NARROW_OLD], "cxx11_abi": None}],
    }
    assert "mmcv.ops_for_torch" not in _findings(overlay)


@pytest.mark.parametrize(
    ("needs", "cuda", "variant", "found"),
    [
        ("libcudart.so.12", "12.6", "cu126", False),
        ("libcudart.so.11.0", "11.8", "cu118", False),
        ("libcudart.so.10.2", "10.2", "cu102", False),
        ("libcudart.so.10.1", "10.2", "cu102", True),
        ("libcudart.so.12", "11.8", "cu118", True),
        ("libcudart.so.13", "12.6", "cu126", True),
        ("libcudart.so.12", None, "cpu", True),
        ("libcudart.so.12", None, "", False),
    ],
)
def test_the_runtime_that_ops_ask_for(needs, cuda, variant, found):
    overlay = {
        "torch": {"version": "2.1.2", "cuda": cuda, "variant": variant},
        "extensions": [{"needed": ["libc10.so", needs], "telltales": []}],
    }
    assert ("mmcv.ops_cuda_variant" in _findings(overlay)) is found


def test_of_several_builds_the_one_for_this_python_counts():
    builds = [
        {"path": f"{SITE}/_ext.cpython-310-x86_64-linux-gnu.so", "python_tag": "cp310"},
        {
            "path": f"{SITE}/_ext.cpython-38-x86_64-linux-gnu.so",
            "python_tag": "cp38",
            "damaged": "it is empty",
        },
    ]
    assert _findings({"extensions": builds}) == {}
    builds[0]["damaged"], builds[1]["damaged"] = "it is empty", ""
    assert set(_findings({"extensions": builds})) == {"mmcv.ops_damaged"}


@pytest.mark.parametrize("tag", ["cp310", "abi3", "", "cp310t"])
def test_tags_that_this_python_takes(tag):
    assert _findings({"extensions": [{"python_tag": tag}]}) == {}


@pytest.mark.parametrize(
    ("system", "machine_name", "format_", "built_for", "found"),
    [
        ("windows", "AMD64", "pe", "x86_64", False),
        ("macos", "arm64", "mach-o", "", False),
        ("linux", "aarch64", "elf", "aarch64", False),
        ("linux", "aarch64", "elf", "x86_64", True),
        ("linux", "x86_64", "mach-o", "", True),
    ],
)
def test_processors_and_systems(system, machine_name, format_, built_for, found):
    overlay = {
        "platform": {"system": system, "machine": machine_name},
        "extensions": [{"format": format_, "machine": built_for}],
    }
    assert ("mmcv.ops_for_python" in _findings(overlay)) is found


def test_no_gpu_expected_makes_gpu_matters_information():
    overlay = {"expect_gpu": "none", "extensions": [{"cubins": ["sm_70"], "ptx": []}]}
    assert _findings(overlay)["mmcv.ops_for_gpu"].severity == INFO


def test_ptx_serves_newer_gpus():
    assert _findings({"extensions": [{"cubins": ["sm_70"], "ptx": ["compute_70"]}]}) == {}


@pytest.mark.parametrize(
    "rule", ["mmcv.ops_for_torch", "mmcv.ops_for_gpu", "mmcv.ops_without_cuda"]
)
def test_damage_makes_the_other_questions_pointless(rule):
    result = _status({"extensions": [{"damaged": "it is empty"}]}, rule)
    assert (result.status, result.reason) == ("not_applicable", "mmcv.ops_damaged")


def test_no_ops_at_all_is_another_rules_matter():
    assert _status({"extensions": None}, "mmcv.ops_damaged").status == "not_applicable"
