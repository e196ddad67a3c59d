"""Messages of real failures, and the cause that each of them has."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.import_causes import ROOTS, cause_of
from envdoctor.diagnose.runner import Selection, diagnose, rules
from envdoctor.model.imports import (
    CRASHED,
    FAILED,
    HUNG,
    ImportFailure,
    ImportResult,
    SwallowedImport,
)
from envdoctor.model.read import Read
from tests.support.machines import machine

TABLES = Tables()


def failure(error, message, missing="", where=""):
    return ImportFailure(error, message, missing, where)


def lacks(missing, where):
    return failure("ModuleNotFoundError", f"No module named '{missing}'", missing, where)


EXT = "/env/mmcv/_ext.cpython-310-x86_64-linux-gnu.so"
FAILURES = [
    (lacks("importlib_metadata", "mmaction.utils.dependency"), "dependency_missing"),
    (lacks("mmaction.models.localizers.drn", "mmaction.models.localizers"), "release_defect"),
    (lacks("mmaction.models.heads", "mmaction.models"), "package_damaged"),
    (lacks("mmcv.cnn", "mmcv"), "mmcv_install_damaged"),
    (lacks("mmcv._ext", "mmcv.utils.ext_loader"), "mmcv_ops_missing"),
    (lacks("mmcv.runner", "mmaction.core"), "openmmlab_generations_mixed"),
    (lacks("pkg_resources", "mmcv.utils"), "setuptools_too_new"),
    (
        failure(
            "AssertionError",
            "MMCV==2.2.0 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.2.0.",
        ),
        "mmcv_too_new",
    ),
    (
        failure(
            "AssertionError",
            "MMCV==1.7.2 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.2.0.",
        ),
        "mmcv_too_old",
    ),
    (
        failure(
            "AssertionError",
            "MMEngine==0.6.0 is used but incompatible. Please install mmengine>=0.7.1, <1.0.0.",
        ),
        "mmengine_too_old",
    ),
    (
        failure("ImportError", f"{EXT}: undefined symbol: _ZNK3c104Type5isaSubtypeE"),
        "extension_torch_abi_mismatch",
    ),
    (
        failure(
            "ImportError", "/env/torch/lib/libtorch_cuda.so: undefined symbol: ncclCommRegister"
        ),
        "mixed_cuda_packages",
    ),
    (
        failure(
            "ImportError", "/env/torch/lib/libtorch_cpu.so: undefined symbol: iJIT_NotifyEvent"
        ),
        "mkl_version_conflict",
    ),
    (
        failure(
            "OSError", "libcufft.so.11: cannot open shared object file: No such file or directory"
        ),
        "missing_cuda_shared_lib",
    ),
    (
        failure(
            "ImportError",
            "libcudart.so.11.0: cannot open shared object file: No such file or directory",
        ),
        "missing_cuda_shared_lib",
    ),
    (
        failure("ValueError", "libcublas.so.*[0-9] not found in the system path ['', '/env']"),
        "missing_cuda_shared_lib",
    ),
    (
        failure(
            "ImportError", "libGL.so.1: cannot open shared object file: No such file or directory"
        ),
        "missing_system_library",
    ),
    (
        failure(
            "ImportError", "libtorch_cuda_cpp.so: cannot open shared object file: No such file"
        ),
        "extension_torch_abi_mismatch",
    ),
    (
        failure("ImportError", "/lib/libc.so.6: version `GLIBC_2.32' not found (required by x.so)"),
        "system_runtime_too_old",
    ),
    (
        failure(
            "ImportError", "A module that was compiled using NumPy 1.x cannot be run in NumPy 2.2.6"
        ),
        "numpy_abi_mismatch",
    ),
    (
        failure("ValueError", "numpy.dtype size changed, may indicate binary incompatibility"),
        "numpy_abi_mismatch",
    ),
    (
        failure("RuntimeError", "operator torchvision::nms does not exist"),
        "torch_torchvision_mismatch",
    ),
    (
        failure("KeyError", "'Adafactor is already registered in optimizer at torch.optim'"),
        "torch_too_new_for_mmengine",
    ),
    (failure("AttributeError", "module 'numpy' has no attribute 'float'."), "dependency_too_new"),
    (failure("OSError", "/env/torch/lib/libtorch_cpu.so: file too short"), "package_damaged"),
    (
        failure("AssertionError", "MMCV==what is used but incompatible. Please install"),
        "import_fails",
    ),
    (failure("ZeroDivisionError", "division by zero"), "import_fails"),
]


@pytest.mark.parametrize(
    ("error", "cause"), FAILURES, ids=[item[0].message[:40] for item in FAILURES]
)
def test_the_cause_of_an_error(error, cause):
    assert cause_of(machine({}), TABLES, FAILED, error) == cause
    assert cause in TABLES.causes


def test_a_process_that_died_or_never_ended():
    died = failure("SIGILL", "Fatal Python error: Illegal instruction")
    assert cause_of(machine({}), TABLES, CRASHED, died) == "import_crashes"
    assert (
        cause_of(machine({}), TABLES, HUNG, failure("", "no end within 120 s")) == "probe_timed_out"
    )


def test_every_root_is_a_rule():
    known = {rule.id for rule in rules()}
    assert {name for names in ROOTS.values() for name in names} <= known


def judged(overlay, *results, **more):
    facts = machine(overlay)._replace(imports=Read.of(tuple(results), "imported"), **more)
    found = diagnose(facts, TABLES, Selection()).findings
    return {finding.id: finding for finding in found}


def failed(module, error):
    return ImportResult(module, FAILED, 0.1, error, ())


INCOMPATIBLE = failure(
    "AssertionError",
    "MMCV==2.2.0 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.2.0.",
    "",
    "mmaction",
)


def test_the_fault_that_was_seen_in_the_files_stands_above():
    found = judged(
        {
            "mmcv": {"package": {"version": "2.2.0"}},
            "mmaction2": {"missing": ["mmaction.models.localizers.drn"]},
        },
        failed("mmaction", INCOMPATIBLE),
        failed("mmaction.apis", INCOMPATIBLE),
    )
    assert found["python.imports"].follows_from == ("mmcv.range",)
    assert found["mmaction2.complete"].follows_from == ()
    assert found["python.imports"].params["modules"] == "mmaction, mmaction.apis"
    assert found["python.imports"].layer == "mmaction2"


def test_an_error_that_no_rule_saw_is_a_root_itself():
    found = judged(
        {}, failed("mmdet", failure("ZeroDivisionError", "division by zero", "", "mmdet"))
    )
    assert (found["python.imports"].follows_from, found["python.imports"].confidence) == (
        (),
        "medium",
    )


def test_ops_that_nobody_installed_are_not_missed():
    found = judged(
        {"mmcv": {"ops": None}, "extensions": None, "mmdet": None, "mmpose": None},
        failed("mmcv.ops", lacks("mmcv._ext", "mmcv.utils.ext_loader")),
    )
    assert "python.imports" not in found


def test_ops_that_are_there_and_do_not_load_are_a_fault():
    found = judged({}, failed("mmcv.ops", lacks("mmcv._ext", "mmcv.utils.ext_loader")))
    assert found["python.imports"].severity == "error"


def test_a_decoder_has_a_substitute():
    found = judged(
        {}, failed("decord", failure("OSError", "libavcodec.so.58: cannot open shared object file"))
    )
    assert found["python.imports"].severity == "warning"


def test_a_numpy_warning_is_told_once():
    said = (
        "A module that was compiled using NumPy 1.x cannot be run in NumPy 2.2.6 as it may crash.",
    )
    results = [ImportResult(name, "imported", 0.1, None, said) for name in ("cv2", "mmcv")]
    found = judged({}, *results)
    assert found["python.imports"].cause == "numpy_abi_mismatch"
    assert found["python.imports"].severity == "warning"


def test_an_interpreter_that_does_not_run():
    facts = machine({})._replace(
        imports=Read.unreadable("/env/bin/python", "it does not run: SIGSEGV")
    )
    found = [f for f in diagnose(facts, TABLES, Selection()).findings if f.id == "python.imports"]
    assert [(f.cause, f.severity) for f in found] == [("interpreter_broken", "error")]


def swallowed(error):
    hidden = SwallowedImport("mmaction.models.roi_heads", ("AVARoIHead",), error)
    return {"swallowed": Read.of((hidden,), "imported")}


def test_what_is_hidden_by_an_error_follows_from_the_import_that_it_stops():
    error = failure(
        "ImportError", f"{EXT}: undefined symbol: _ZNK3c104Type5isaSubtypeE", "", "mmcv.ops"
    )
    found = judged({}, failed("mmdet.apis", error), **swallowed(error))
    assert found["mmaction2.hidden_registry"].follows_from == ("python.imports",)
    assert found["mmaction2.hidden_registry"].cause == "extension_torch_abi_mismatch"


def test_what_is_hidden_does_not_follow_from_another_error():
    other = failed("mmpose", lacks("json_tricks", "mmpose.structures"))
    found = judged({}, other, **swallowed(lacks("terminaltables", "mmdet.evaluation")))
    assert found["mmaction2.hidden_registry"].follows_from == ()
    assert found["mmaction2.hidden_registry"].severity == "warning"


def test_an_optional_package_that_is_not_installed_is_information():
    found = judged({}, **swallowed(lacks("mmdet", "mmaction.models.roi_heads")))
    assert found["mmaction2.hidden_registry"].severity == "info"
    assert found["mmaction2.hidden_registry"].params["missing"] == "mmdet"
