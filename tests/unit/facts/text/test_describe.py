"""What each sample comes to as facts, and that a text never makes a check report what it does not show."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.facts.text.told import NOT_SAID
from envdoctor.model.account import KINDS, LISTED
from envdoctor.model.finding import CRASHED, ERROR, INFO
from envdoctor.model.read import READ, UNKNOWN
from tests.support.pasted import NAMES, account, sample

TORCH = [
    # sample, version, CUDA, variant, package
    ("collect_env_torch_1.8", "1.8.1+cu111", "11.1", "cu111", "wheel"),
    ("collect_env_torch_1.10", "1.10.0+cu102", "10.2", "cu102", "wheel"),
    ("collect_env_torch_1.12_conda", "1.12.1", "11.3", "cu113", "conda"),
    ("collect_env_torch_2.1", "2.1.2+cu121", "12.1", "cu121", "wheel"),
    ("collect_env_torch_2.13_cpu", "2.13.0+cpu", None, "cpu", "wheel"),
    ("collect_env_mmengine_cuda", "1.12.1+cu113", "11.3", "cu113", "wheel"),
    ("collect_env_mmengine_dict", "2.13.0+cpu", None, "cpu", "wheel"),
    ("collect_env_mmcv_1.7", "1.8.1+cu111", "11.1", "cu111", "wheel"),
    ("conda_list", "1.11.0", "11.3", "cu113", "conda"),
    ("conda_export", "1.12.1", None, "cpu", "conda"),
    ("pip_install", "2.1.0", None, "", "wheel"),
]
PYTHON = [
    ("collect_env_torch_1.8", "3.8"),
    ("collect_env_torch_1.10", "3.8.18"),
    ("collect_env_torch_1.12_conda", "3.9.12"),
    ("collect_env_mmcv_1.7", "3.7.12"),
    ("collect_env_mmengine_dict", "3.11.7"),
    ("conda_list", "3.8.16"),
    ("conda_export", "3.9.16"),
    ("pip_install", "3.10"),
    ("issue", "3.8"),
]
GPUS = [
    ("collect_env_torch_1.8", ["GeForce RTX 2080 Ti"] * 2, (7, 5)),
    ("collect_env_torch_2.1", ["NVIDIA A100-SXM4-40GB"], (8, 0)),
    ("collect_env_mmengine_cuda", ["NVIDIA GeForce RTX 3090"] * 2, (8, 6)),
    ("nvidia_smi_535", ["NVIDIA GeForce RTX 3090"] * 2, (8, 6)),
    ("nvidia_smi_418", ["GeForce GTX 108..."], None),
    ("nvidia_smi_q", ["Tesla T4"], (7, 5)),
    ("nvidia_tools", ["Tesla V100-SXM2-32GB"] * 2, (7, 0)),
    ("issue", ["NVIDIA GeForce RTX 3090"], (8, 6)),
]
DRIVERS = [
    ("collect_env_torch_1.8", "455.32.00", ""),
    ("collect_env_torch_1.12_conda", "512.78", ""),
    ("nvidia_smi_535", "535.104.05", "12.2"),
    ("nvidia_smi_418", "418.39", "10.1"),
    ("nvidia_smi_q", "525.85.12", "12.0"),
    ("nvidia_tools", "470.57.02", ""),
    ("kernel_log", "535.161.08", ""),
    ("issue", "470.57.02", "11.4"),
]
HEALTHY = ("collect_env_torch_2.13_cpu", "collect_env_mmengine_0.10_cpu", "pip_list", "pip_freeze")


@pytest.mark.parametrize(("name", "version", "cuda", "variant", "package"), TORCH)
def test_torch(name, version, cuda, variant, package):
    torch = account(sample(name)).facts.torch.known()
    assert (torch.version, torch.cuda, torch.variant, torch.package) == (
        version,
        cuda,
        variant,
        package,
    )


@pytest.mark.parametrize(("name", "version"), PYTHON)
def test_python(name, version):
    assert account(sample(name)).facts.interpreter.known().version == version


@pytest.mark.parametrize(("name", "models", "capability"), GPUS)
def test_gpus(name, models, capability):
    gpus = account(sample(name)).facts.gpus.known()
    assert [gpu.name for gpu in gpus] == models
    assert [gpu.index for gpu in gpus] == list(range(len(models)))
    assert {gpu.compute_capability for gpu in gpus} == {capability}


@pytest.mark.parametrize(("name", "version", "cuda"), DRIVERS)
def test_driver(name, version, cuda):
    driver = account(sample(name)).facts.driver.known()
    assert (driver.version, driver.cuda) == (version, cuda)


def test_machine():
    facts = account(sample("collect_env_torch_2.1")).facts
    platform = facts.platform.known()
    assert (platform.system, platform.machine) == ("linux", "x86_64")
    assert platform.distribution == "Ubuntu 22.04.3 LTS (x86_64)"
    assert facts.libc.known().version == "2.35"
    assert [(c.name, c.version) for c in facts.compilers.known()] == [
        ("gcc", "11.4.0"),
        ("clang", "14.0.0"),
    ]
    windows = account(sample("collect_env_torch_1.12_conda")).facts.platform.known()
    assert (windows.system, windows.machine) == ("windows", "AMD64")


def test_toolkit_with_its_folder():
    facts = account(sample("collect_env_mmengine_cuda")).facts
    (kit,) = facts.toolkits.known()
    assert (kit.path, kit.version) == ("/usr/local/cuda-11.3", "11.3")
    assert kit.chosen_by == ("CUDA_HOME", "PATH")
    assert facts.variables.known()[0].name == "CUDA_HOME"


@pytest.mark.parametrize(
    ("text", "distribution", "ops"),
    [
        (sample("pip_list"), "mmcv-lite", None),
        (sample("mim_list"), "mmcv-full", ""),
        (sample("collect_env_mmcv_1.7"), "mmcv-full", ""),
        ("mmcv: 1.3.5\n", "mmcv-full", ""),
        ("mmcv: 2.1.0\n", "mmcv", ""),
        ("Successfully installed mmcv-1.7.1\n", "mmcv", None),
        ("MMCV: 1.7.1\nMMCV Compiler: n/a\n", "mmcv-full", None),
    ],
)
def test_ops_of_mmcv(text, distribution, ops):
    mmcv = account(text).facts.mmcv.known()
    assert (mmcv.package.distribution, mmcv.ops) == (distribution, ops)


def test_a_whole_list_alone_is_all_that_is_installed():
    for name in ("pip_list", "pip_freeze", "conda_list"):
        assert account(sample(name)).facts.distributions.state == READ
    for name in ("collect_env_torch_1.12_conda", "mim_list", "pip_satisfied", "issue"):
        assert account(sample(name)).facts.distributions.state == UNKNOWN
    installed = account(sample("conda_list")).facts.distributions.known()
    origins = {item.name: item.installer for item in installed}
    assert (origins["pytorch"], origins["mmcv-full"]) == ("conda", "")


def test_what_the_text_does_not_say_is_unknown():
    facts = account("mmcv: 2.0.0\n").facts
    for name, read in facts._asdict().items():
        if name not in ("envdoctor", "expect_gpu", "mmcv"):
            assert (name, read.state, read.reason) == (name, UNKNOWN, NOT_SAID)


def test_sources_name_the_lines():
    facts = account("hello\ntorch: 1.8.0\n\n[pip3] torch==1.8.0+cu111\n").facts
    assert facts.torch.source == "line 4"


def test_a_tool_is_believed_rather_than_a_person():
    facts = account("torch: 1.9.0\nPyTorch version: 1.13.1+cu117\nI use torch 1.8.1\n").facts
    assert facts.torch.known().version == "1.13.1+cu117"


def test_no_names_of_users_in_facts():
    facts = account("conda:\n" + sample("conda_list")).facts
    assert facts.interpreter.known().executable.startswith("/home/<user>/")


def test_a_healthy_paste_has_no_finding():
    text = "\n".join(sample(name) for name in HEALTHY)
    diagnosis = diagnose(account(text).facts, Tables(), Selection())
    assert [finding.id for finding in diagnosis.findings if finding.severity != INFO] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_versions_that_are_too_old_is_found(name):
    """The samples show nothing else that would be wrong; least of all that something is missing."""
    diagnosis = diagnose(account(sample(name)).facts, Tables(), Selection())
    assert [r for r in diagnosis.results if r.status == CRASHED] == []
    found = {finding.id for finding in diagnosis.findings if finding.severity == ERROR}
    assert {rule for rule in found if not rule.endswith(("minimum", "range"))} == set()


LINES = [line for name in NAMES for line in sample(name).splitlines()]
PREFIXES = ("", "> ", "| ", "    ", "\t", "2024-05-17T10:22:33.1234567Z ", "- ", "web_1  | ")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PREFIXES),
            st.one_of(st.sampled_from(LINES), st.text(max_size=80)),
            st.integers(0, 200),
        ),
        max_size=40,
    )
)
def test_any_mixture_of_cut_lines(parts):
    """Never raises; every claim bears the very line that its number says."""
    text = "\n".join(prefix + line[: len(line) - cut] for prefix, line, cut in parts)
    said = account(text)
    lines = {line.number: line for line in said.excerpt.lines}
    for claim in said.claims:
        assert claim.kind in KINDS
        assert lines[claim.line.number] == claim.line
    numbers = [claim.line.number for claim in said.claims]
    assert numbers == sorted(numbers)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.integers(0, 4000))
def test_the_beginning_of_a_sample_claims_nothing_else(name, end):
    whole = {claim[:3] for claim in account(sample(name)).claims}
    text = sample(name)[:end]
    found = account(text[: text.rfind("\n") + 1]).claims
    assert {claim[:3] for claim in found if claim.printed and claim.kind != LISTED} <= whole
