"""How several messages of one text come to one order."""

from tests.support.texts import causes_of, named

ASSERTED = (
    "AssertionError: MMCV==2.2.0 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.2.0."
)
NVCC = "nvcc fatal   : Unsupported gpu architecture 'compute_86'"
BUILD = (
    "subprocess.CalledProcessError: Command '['ninja', '-v']' returned non-zero exit status 1.",
    NVCC,
    "ninja: build stopped: subcommand failed.",
    "error: command 'nvcc' failed with exit code 1",
    "ERROR: Failed building wheel for mmcv",
)


def first(text):
    found = named(text)
    return found[0][0] if found else None


def test_consequences_never_outrank_what_caused_them():
    assert first("\n".join(BUILD)) == "cuda_toolkit_too_old_for_gpu"


def test_what_only_warns_stands_behind_what_ended_the_program():
    text = (
        "RuntimeWarning: numpy.dtype size changed, may indicate binary incompatibility. Expected 96, got 88\n"
        "RuntimeError: CUDA error (10): invalid device ordinal\n"
    )
    assert first(text) == "cuda_visible_devices_wrong"


def test_one_entry_a_cause_with_its_lines():
    causes = causes_of(f"{ASSERTED}\n{ASSERTED}\n")
    assert [cause.finding.cause for cause in causes].count("mmcv_too_new") == 1
    assert [item.what for item in causes[0].finding.evidence[:2]] == ["line 1", "line 2"]


def test_facts_that_show_the_same_fault_bring_their_evidence():
    causes = causes_of(f"mmcv==2.2.0\nmmdet==3.3.0\n{ASSERTED}\n")
    assert any("mmdet 3.3.0" in item.what for item in causes[0].finding.evidence)


def test_facts_alone_are_never_called_sure():
    causes = causes_of("torch: 2.1.2\ntorchvision: 0.19.0\nnumpy: 1.26.4\n")
    assert causes
    assert all(cause.finding.confidence != "high" for cause in causes)


def test_an_ordinary_exception_stands_before_what_facts_alone_show():
    text = "torch: 2.1.2\ntorchvision: 0.19.0\nValueError: need at least one array to concatenate\n"
    assert first(text) == "not_environment"


def test_what_is_only_old_is_no_cause():
    assert "python_too_old" not in dict(named("Python: 3.6.9\nValueError: bad config\n"))


def test_an_environment_that_says_nothing_of_a_fault_has_no_cause():
    assert named("Python: 3.10\ntorch: 2.1.2+cu121\n") == []


def test_mmcv_stays_inside_what_the_described_packages_assert():
    text = (
        "torch==2.1.2+cu121\nmmcv==2.1.0\nmmaction2==1.2.0\nplatform: linux x86_64\npython: 3.10\n"
        "ImportError: mmcv/_ext.cpython-310-x86_64-linux-gnu.so: undefined symbol: _ZN2at4_ops10zeros_like4callERKNS_6TensorE\n"
    )
    goals = causes_of(text)[0].finding.goals
    assert any(getattr(goal, "specifier", "") == ">=2.0.0rc4,<2.2.0" for goal in goals)


def test_of_two_mmcvs_the_one_that_the_others_accept_stays():
    rows = "mmcv 2.1.0\nmmcv-full 1.7.2\nmmdet 2.28.2\nnumpy 1.23.5\ntorch 1.13.1+cu117\n"
    text = f"Package Version\n------- -------\n{rows}\nModuleNotFoundError: No module named 'mmcv.runner'\n"
    first = causes_of(text)[0].finding
    assert first.cause == "mmcv_install_damaged"
    assert {(type(goal).__name__, goal.package) for goal in first.goals} == {
        ("Remove", "mmcv"),
        ("Reinstall", "mmcv-full"),
        ("Constrain", "mmcv-full"),
    }
