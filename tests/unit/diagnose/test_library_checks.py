"""The checks of shared libraries, beyond their one bad and one good case."""

import json
from pathlib import Path

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.goal import Constrain, Manual, Reinstall
from envdoctor.resolve.derive import mend
from tests.support.machines import CASES, machine

TABLES = Tables()
GL = {"package": "cv2", "path": "/site/cv2/cv2.abi3.so", "glibc": "", "glibcxx": "", "missing": ["libGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0"]}  # fmt: skip
TORCH = {"package": "torch", "path": "/site/torch/lib/libtorch_cuda.so", "glibc": "2.28", "glibcxx": "3.4.22", "missing": []}  # fmt: skip


def findings(rule, **overlay):
    facts = machine(overlay)
    return diagnose(facts, TABLES, Selection(select=(rule,))).findings


def said(finding):
    (goal,) = finding.goals
    assert isinstance(goal, Manual)
    return goal.text.format(**finding.params)


@pytest.mark.parametrize(
    ("distribution", "command"),
    [
        ("Ubuntu 22.04.3 LTS", "apt-get install -y libgl1 libglib2.0-0;"),
        ("Rocky Linux 9.3", "dnf install -y 'libGL.so.1()(64bit)' 'libgthread-2.0.so.0()(64bit)'"),
        ("Arch Linux", "package that holds libGL.so.1, libgthread-2.0.so.0"),
    ],
)
def test_the_command_of_each_distribution(distribution, command):
    platform = {"distribution": distribution}
    (finding,) = findings("libraries.system_libraries", binaries=[GL], platform=platform)
    assert command in said(finding)
    assert "opencv-python-headless" in said(finding)


def test_headless_opencv_is_no_alternative_to_itself():
    headless = {"distribution": "opencv-python-headless"}
    (finding,) = findings("libraries.system_libraries", binaries=[GL], opencv=headless)
    assert "headless" not in said(finding)


def test_a_decoder_that_is_asked_for_only_sometimes_is_a_warning():
    decord = {**GL, "package": "decord", "missing": ["libavcodec.so.58"]}
    (finding,) = findings("libraries.system_libraries", binaries=[decord])
    assert finding.severity == "warning"
    assert "libavcodec.so.58" in said(finding)


def test_libraries_of_torch_itself_are_not_the_system_s():
    torch = {**TORCH, "missing": ["libc10.so", "libcudart.so.12"]}
    assert findings("libraries.system_libraries", binaries=[torch]) == ()


@pytest.mark.parametrize(
    ("variant", "count"), [("cu121", 1), ("cpu", 1), ("xpu", 0), ("rocm6.0", 0)]
)
def test_other_builds_of_torch_are_outside_the_tables(variant, count):
    torch = {**TORCH, "missing": ["libgomp.so.1"]}
    found = findings("libraries.system_libraries", binaries=[torch], torch={"variant": variant})
    assert len(found) == count


def test_what_brings_a_missing_cuda_library():
    torch = {**TORCH, "missing": ["libcudnn.so.8", "libcublas.so.12", "libnccl.so.2"]}
    listed = [
        {"name": "torch", "version": "2.1.2+cu121"},
        {"name": "nvidia-cudnn-cu12", "version": "8.9.2.26"},
    ]
    unmet = [{"required_by": "torch", "name": "nvidia-cublas-cu12", "specifier": "==12.1.3.1"}]
    (finding,) = findings(
        "libraries.cuda_missing", binaries=[torch], distributions=listed, unmet=unmet
    )
    assert finding.goals == (
        Reinstall("nvidia-cudnn-cu12"),
        Constrain("nvidia-cublas-cu12", "==12.1.3.1"),
        Reinstall("torch"),
    )


def test_an_older_torch_for_an_old_glibc():
    libc = {"name": "glibc", "version": "2.27"}
    (finding,) = findings("libraries.glibc", binaries=[TORCH], libc=libc)
    (goal,) = finding.goals
    assert isinstance(goal, Constrain)
    assert goal.package == "torch"
    release = TABLES.torch.release(goal.specifier[2:])
    assert all("2_28" not in tag for tag in release.linux_tags["x86_64"])


def test_musl_has_versions_of_its_own():
    assert (
        findings("libraries.glibc", binaries=[TORCH], libc={"name": "musl", "version": "1.2.4"})
        == ()
    )


def test_libstdcxx_of_conda():
    old = {"name": "libstdc++.so.6", "path": "/opt/conda/lib/libstdc++.so.6", "version": "6.0.19"}
    (finding,) = findings(
        "libraries.glibc", binaries=[TORCH], libstdcxx=old, interpreter={"kind": "conda"}
    )
    assert finding.message_id == "libraries.glibc.libstdcxx"
    assert "libstdcxx-ng>=6.1" in said(finding)


@pytest.mark.parametrize(
    ("version", "taken", "severity"),
    [
        ("12.1.105", True, "info"), ("12.0.140", False, "info"), ("12.0.140", True, "warning"),
        ("12.4.127", True, "info"), ("12.0.140", None, "info"), ("", True, "warning"),
        ("", None, "info"),
    ],
)  # fmt: skip
def test_a_double_in_library_path(version, taken, severity):
    finding = double("libnvJitLink.so.12", version, taken, "nvidia-nvjitlink-cu12", "12.1.105")
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("version", "taken", "severity"),
    [("9.1.0", None, "info"), ("9.8.0", None, "warning"), ("8.9.7", True, "warning")],
)
def test_parts_of_cudnn_must_be_of_one_version(version, taken, severity):
    finding = double("libcudnn_graph.so.9", version, taken, "nvidia-cudnn-cu12", "9.1.0.70")
    assert finding.severity == severity


def test_another_torch_in_library_path():
    assert double("libtorch_cpu.so", "", True, "", "").severity == "warning"
    assert double("libtorch_cpu.so", "", False, "", "").severity == "info"


def double(name, version, taken, distribution, own):
    (finding,) = findings(
        "libraries.library_path",
        cuda_libraries=[{"name": name, "path": f"/site/nvidia/lib/{name}", "version": ""}],
        library_path=[
            {"name": name, "path": f"/opt/lib/{name}", "version": version, "taken": taken}
        ],
        distributions=[{"name": distribution, "version": own}] if distribution else [],
    )
    return finding


def test_profilers_libraries_say_no_cuda():
    name = "libcupti.so.12"
    own = [{"name": name, "path": f"/site/{name}", "version": ""}]
    other = [{"name": name, "path": f"/opt/{name}", "version": "2023.1.1", "taken": True}]
    assert findings("libraries.library_path", cuda_libraries=own, library_path=other) == ()


OURS = sorted(
    path.stem
    for path in Path(CASES, "rules").glob("*.json")
    if path.stem.startswith(("cuda.", "libraries."))
)


@pytest.mark.parametrize("rule", OURS)
def test_every_sentence_has_its_parameters(rule):
    case = json.loads(Path(CASES, "rules", f"{rule}.json").read_text(encoding="utf-8"))
    facts = machine(case["bad"])
    found = diagnose(facts, TABLES, Selection(select=(rule,))).findings
    assert found
    for finding in found:
        assert finding.cause in TABLES.causes
        assert finding.evidence
        for text in (finding.title, finding.why):
            assert "{" not in text.format(**finding.params)
    for fixes in mend(found, facts, TABLES).fixes:
        for fix in fixes:
            assert "{" not in fix.why.format(**fix.params)
