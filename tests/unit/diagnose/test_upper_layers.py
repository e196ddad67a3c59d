"""Python, torch and OpenMMLab: the other ends of each rule, beside its recorded bad and good case."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.finding import CRASHED
from tests.support.machines import healthy, machine

TABLES = Tables()
SITE = "<prefix>/lib/python3.10/site-packages"
LISTED = healthy()["distributions"]["value"]
CPU = {"version": "2.1.2+cpu", "cuda": None, "variant": "cpu"}
UNREAD = {"state": "unknown", "reason": "not read"}
LITE = {"package": {"distribution": "mmcv-lite"}, "ops": None}
NEW_TORCH = {
    "torch": {"version": "2.5.1+cu121"},
    "mmcv": UNREAD,
    "driver": {"version": "550.54.15", "cuda": "12.4"},
    "kernel_module": {"version": "550.54.15"},
}


def listed(*more, without=(), **versions):
    """The healthy machine's distributions with some left out, added or of another version."""
    kept = [
        {**item, "version": versions.get(item["name"].replace("-", "_"), item["version"])}
        for item in LISTED
        if item["name"] not in without
    ]
    added = [
        {"name": name, "version": version, "location": SITE, "installer": installer}
        for name, version, installer in more
    ]
    return [*kept, *({**LISTED[0], "editable": False, **item} for item in added)]


def wheel(name, version):
    return (name, version, "")


def found(overlay, rule):
    """What one rule says: [(message id, severity, confidence)]."""
    diagnosis = diagnose(machine(overlay), TABLES, Selection())
    assert not [result for result in diagnosis.results if result.status == CRASHED]
    findings = [finding for finding in diagnosis.findings if finding.id == rule]
    for finding in findings:
        finding.title.format(**finding.params)
        finding.why.format(**finding.params)
        assert finding.evidence
        assert finding.cause in TABLES.causes
    return [(f.message_id.partition(f"{rule}.")[2], f.severity, f.confidence) for f in findings]


def result(overlay, rule):
    diagnosis = diagnose(machine(overlay), TABLES, Selection())
    return next(item for item in diagnosis.results if item.rule == rule)


def copy(module, place, path=""):
    return {"module": module, "path": path or f"/{place}/{module}", "place": place}


@pytest.mark.parametrize(
    ("kind", "copies", "expected"),
    [
        ("conda", ["user site", "environment"], [("hides", "warning", "high")]),
        ("conda", ["user site"], [("mixes", "warning", "medium")]),
        ("venv", ["user site"], [("mixes", "info", "medium")]),
        ("venv", ["environment", "user site"], []),
        ("system", ["user site", "environment"], []),
    ],
)
def test_the_user_site(kind, copies, expected):
    places = [copy("torch", place) for place in copies]
    overlay = {"interpreter": {"kind": kind}, "copies": places}
    assert found(overlay, "python.user_site") == expected


def test_what_pythonpath_alone_brings_hides_nothing():
    assert found({"copies": [copy("mmaction", "PYTHONPATH")]}, "python.pythonpath") == []
    both = [copy("mmaction", "PYTHONPATH"), copy("mmaction", "environment")]
    assert found({"copies": both}, "python.pythonpath") == [("", "warning", "high")]
    assert found({"copies": both}, "python.local_shadow") == []


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"VIRTUAL_ENV": "<prefix>", "CONDA_PREFIX": "/c/envs/x", "CONDA_DEFAULT_ENV": "x"},
            ["two"],
        ),
        ({"VIRTUAL_ENV": "<prefix>", "CONDA_PREFIX": "/c", "CONDA_DEFAULT_ENV": "base"}, []),
        ({"VIRTUAL_ENV": "<prefix>"}, []),
    ],
)
def test_two_activated_environments(variables, expected):
    items = [{"name": name, "value": value} for name, value in variables.items()]
    said = found({"variables": items}, "python.other_environment")
    assert [name for name, _, _ in said] == expected


def test_without_path_nothing_is_said_of_another_environment():
    assert result({"path_python": UNREAD}, "python.other_environment").status == "unknown"


@pytest.mark.parametrize(
    ("damages", "expected"),
    [
        ([("no module", "mmcv")], [("no_module", "error", "high")]),
        ([("hollow", "mmcv")], [("hollow", "error", "high")]),
        ([("hollow", "mmaction")], [("hollow", "error", "high")]),
        ([("hollow", "decord2")], [("hollow", "warning", "high")]),
        (
            [("leftover", "~orch"), ("leftover", "~orch-2.1.2.dist-info")],
            [("leftovers", "warning", "low")],
        ),
        ([("leftover", "~~mcv-2.1.0.dist-info")], [("leftovers", "warning", "low")]),
        ([("leftover", "~equests")], [("leftovers", "info", "low")]),
    ],
)
def test_damage(damages, expected):
    items = [{"kind": kind, "name": name, "path": f"{SITE}/{name}"} for kind, name in damages]
    assert found({"damages": items}, "python.damaged") == expected


def test_one_distribution_registered_twice():
    overlay = {"distributions": listed(("mmcv", "2.0.1", "pip"))}
    assert found(overlay, "python.damaged") == [("doubled", "warning", "high")]
    elsewhere = [
        *listed(),
        {**LISTED[2], "version": "1.21.5", "location": "/usr/lib/python3/dist-packages"},
    ]
    assert found({"distributions": elsewhere}, "python.damaged") == []


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        (
            {"mmcv": {"package": {"version": "2.2.0"}}, "distributions": listed()},
            [("", "warning", "high")],
        ),
        ({"mmaction2": {"editable": True}, "distributions": listed(mmaction2="1.1.0")}, []),
        ({"distributions": listed(torch="2.1.2", torchvision="0.16.2", numpy="1.26.4.0")}, []),
        ({"distributions": listed(torch="2.1.1")}, [("", "warning", "high")]),
        ({"torch": {"package": "conda"}, "distributions": listed(torch="2.1.1")}, []),
        ({"distributions": listed(mmengine="main")}, []),
    ],
)
def test_files_of_one_version_and_metadata_of_another(overlay, expected):
    assert found(overlay, "python.version_mismatch") == expected


@pytest.mark.parametrize(
    ("place", "version", "expected"),
    [
        (("linux", "x86_64"), "3.19.0", [("none", "warning", "medium")]),
        (("macos", "x86_64"), "3.13.1", [("none", "error", "high")]),
        (("linux", "x86_64"), "3.11.7", []),
    ],
)
def test_a_python_without_any_torch(place, version, expected):
    platform = {"system": place[0], "machine": place[1]}
    overlay = {"torch": None, "platform": platform, "interpreter": {"version": version}}
    assert found(overlay, "python.wheels_for_version") == expected
    assert (
        found(
            {**overlay, **dict.fromkeys(("mmaction2", "mmdet", "mmpose", "mmcv", "mmengine"))},
            "python.wheels_for_version",
        )
        == []
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [("installed", "warning", "medium")]),
        ({"distributions": listed(without=("torch",))}, []),
        ({"torch": {"package": "conda"}}, []),
    ],
)
def test_a_torch_that_was_never_built_for_this_python(more, expected):
    overlay = {"interpreter": {"version": "3.13.1"}, **more}
    assert found(overlay, "python.wheels_for_version") == expected


@pytest.mark.parametrize(
    ("versions", "more", "expected"),
    [
        ({"setuptools": "84.2.1"}, [], ["too_new"]),
        ({"setuptools": "81.0.0"}, [], []),
        ({"setuptools": "84.2.1", "mmengine": "0.11.0rc3"}, [], []),
        (
            {"setuptools": "84.2.1", "mmengine": "0.11.0rc3"},
            [wheel("openmim", "0.3.9")],
            ["too_new"],
        ),
        ({"setuptools": "60.2.0", "torch": "2.13.0"}, [], ["too_old"]),
        ({"setuptools": "60.2.0"}, [wheel("openmim", "0.3.9")], []),
    ],
)
def test_setuptools(versions, more, expected):
    said = found({"distributions": listed(*more, **versions)}, "python.setuptools")
    assert [name for name, _, _ in said] == expected


def test_a_setuptools_that_python_312_cannot_run():
    overlay = {
        "torch": {"version": "2.4.1+cu121"},
        "interpreter": {"version": "3.12.4"},
        "distributions": listed(wheel("openmim", "0.3.9"), setuptools="60.2.0"),
    }
    assert found(overlay, "python.setuptools") == [("too_old_for_python", "warning", "high")]


def test_no_setuptools_at_all_is_information():
    overlay = {"distributions": listed(without=("setuptools",))}
    assert found(overlay, "python.setuptools") == [("absent", "info", "high")]


@pytest.mark.parametrize(
    ("torchvision", "expected"),
    [
        ("0.17.2+cu121", [("release", "error", "high")]),
        ("0.16.1+cu121", [("patch", "info", "high")]),
        ("0.16.2+cpu", [("variant", "warning", "high")]),
        ("0.16.2+cu118", [("variant", "error", "high")]),
        ("0.16.2", []),
    ],
)
def test_torchvision_beside_cuda_torch(torchvision, expected):
    assert found({"torchvision": {"version": torchvision}}, "torch.companions") == expected


def test_a_cuda_torchvision_beside_a_cpu_torch():
    overlay = {"torch": CPU, "torchvision": {"version": "0.16.2+cu121"}}
    assert found(overlay, "torch.companions") == [("variant", "error", "high")]


def test_torchaudio_of_another_torch_is_a_warning():
    overlay = {"distributions": listed(wheel("torchaudio", "2.2.0"))}
    assert found(overlay, "torch.companions") == [("release", "warning", "high")]


def test_a_torch_that_nobody_knows_is_not_judged():
    unknown = {"version": "2.99.0"}
    assert result({"torch": unknown, "torchvision": {}}, "torch.companions").status == "unknown"
    assert result({"torch": unknown, "torchvision": None}, "torch.companions").status == "passed"


@pytest.mark.parametrize(
    ("more", "pins", "expected"),
    [
        ([], [("nvidia-cudnn-cu12", "8.9.2.26", "8.9.7.29")], [("pins", "warning", "high")]),
        ([], [("nvidia-cudnn-cu12", "8.9.2.26", "9.1.0.70")], [("pins", "error", "high")]),
        ([], [("sympy", "1.13.1", "1.14.0")], []),
        (
            [wheel("nvidia-cudnn-cu12", "8"), wheel("nvidia-cudnn-cu11", "8")],
            [],
            [("overwritten", "warning", "medium")],
        ),
        (
            [wheel("nvidia-cublas-cu11", "11"), wheel("nvidia-cublas-cu12", "12")],
            [],
            [("elsewhere", "info", "high")],
        ),
        ([wheel("nvidia-cublas", "13.1.0.3")], [], [("elsewhere", "info", "high")]),
        ([wheel("nvidia-ml-py", "12.575"), wheel("nvidia-cudnn-cu12", "8")], [], []),
    ],
)
def test_nvidia_s_packages(more, pins, expected):
    broken = [
        {"required_by": "torch", "name": name, "version": pin, "installed": installed}
        for name, pin, installed in pins
    ]
    overlay = {"distributions": listed(*more), "broken_pins": broken}
    assert found(overlay, "torch.mixed_nvidia") == expected
    assert found({**overlay, "torch": CPU}, "torch.mixed_nvidia") == []


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (wheel("xtcocotools", "1.14.3"), [("", "warning", "medium")]),
        (wheel("scipy", "1.11.4"), [("", "warning", "medium")]),
        (wheel("scipy", "1.13.1"), []),
        (("scipy", "1.11.4", "conda"), []),
        (wheel("opencv-python-headless", "4.9.0.80"), [("", "error", "high")]),
        (wheel("opencv-python-headless", "unheard-of"), []),
    ],
)
def test_neighbours_of_numpy_2(item, expected):
    overlay = {
        "numpy": {"version": "2.0.2"},
        "torch": {"version": "2.4.1+cu121"},
        "distributions": listed(item),
    }
    assert found(overlay, "libraries.numpy_neighbours") == expected


def test_no_decord_on_arm_is_no_missing_requirement():
    arm = {
        "platform": {"machine": "aarch64"},
        "decoders": [],
        "unmet": [{"required_by": "mmaction2", "name": "decord", "specifier": ">=0.4.1"}],
    }
    assert found(arm, "python.requirements") == []
    assert found(arm, "libraries.decoder") == [("none", "error", "high")]
    intel = {**arm, "platform": {"machine": "x86_64"}}
    assert found(intel, "python.requirements") == [("", "error", "high")]


@pytest.mark.parametrize(
    ("mmcv", "without", "expected"),
    [
        (LITE, (), [("mmdet", "error", "high")]),
        (LITE, ("mmdet",), [("mmpose", "warning", "medium")]),
        (LITE, ("mmdet", "mmpose"), [("mmaction2", "info", "high")]),
        (LITE, ("mmdet", "mmpose", "mmaction2"), []),
        ({"ops": None}, (), [("mmdet", "error", "high")]),
    ],
)
def test_ops_where_something_needs_them(mmcv, without, expected):
    overlay = {"mmcv": mmcv, **dict.fromkeys(without)}
    assert found(overlay, "mmcv.ops_missing") == expected


@pytest.mark.parametrize(
    ("lite", "ops", "severity"),
    [
        ("2.1.0", f"{SITE}/mmcv/_ext.so", "warning"),
        ("2.2.0", f"{SITE}/mmcv/_ext.so", "error"),
        ("2.1.0", None, "error"),
    ],
)
def test_mmcv_doubled(lite, ops, severity):
    overlay = {"mmcv": {"ops": ops}, "distributions": listed(("mmcv-lite", lite, "pip"))}
    assert found(overlay, "mmcv.doubled") == [("", severity, "high")]


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        ({"mmdet": {"version": "2.28.2"}}, [("", "error", "high")]),
        ({"distributions": listed(wheel("mmcls", "0.25.0"))}, [("", "warning", "high")]),
        ({"distributions": listed(wheel("mmcls", "1.0.0rc6"), wheel("mmpretrain", "1.2.0"))}, []),
        (
            {
                "mmcv": {"package": {"version": "1.7.2", "distribution": "mmcv-full"}},
                "mmdet": {"version": "2.28.2"},
                "mmpose": None,
                "mmaction2": {"version": "0.24.1"},
            },
            [],
        ),
    ],
)
def test_generations(overlay, expected):
    assert found(overlay, "mmcv.generations") == expected


def test_of_mixed_generations_one_root_is_shown():
    facts = machine({"mmcv": {"package": {"version": "1.7.2", "distribution": "mmcv-full"}}})
    findings = diagnose(facts, TABLES, Selection()).findings
    roots = [f.id for f in findings if f.severity != "info" and not f.follows_from]
    assert roots == ["mmcv.generations"]


@pytest.mark.parametrize(
    ("torch", "mmcv", "expected"),
    [
        ("2.1.2+cu121", None, []),
        ("2.9.0+cu126", None, [("", "info", "high")]),
        ("2.9.0+cu126", LITE, [("", "info", "high")]),
        ("2.9.0+cu126", {}, []),
    ],
)
def test_a_prebuilt_mmcv(torch, mmcv, expected):
    overlay = {"torch": {"version": torch, "variant": torch.partition("+")[2]}, "mmcv": mmcv}
    assert found(overlay, "mmcv.for_torch_release") == expected


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        (
            {
                **NEW_TORCH,
                "mmengine": {"version": "0.10.4"},
                "distributions": listed(wheel("transformers", "4.44.2"), mmengine="0.10.4"),
            },
            [("pair", "error", "high")],
        ),
        ({**NEW_TORCH, "distributions": listed(wheel("transformers", "4.44.2"))}, []),
        ({"distributions": listed(wheel("moviepy", "2.1.1"))}, [("part", "info", "high")]),
        ({"distributions": listed(wheel("moviepy", "1.0.3"))}, []),
        ({"distributions": listed(wheel("chumpy", "0.70"))}, []),
        ({"distributions": listed(wheel("yapf", "unheard-of"))}, []),
    ],
)
def test_known_pairs(overlay, expected):
    overlay = {**overlay, "mmdet": {"version": "3.2.0"}}  # which mmpose's extra accepts
    overlay["distributions"] = [
        item for item in overlay["distributions"] if item["name"] != "mmdet"
    ]
    assert found(overlay, "openmmlab.known_bad") == expected


def test_a_known_pair_says_what_fails_and_what_helps():
    overlay = {"distributions": listed(wheel("moviepy", "2.1.1"))}
    findings = diagnose(machine(overlay), TABLES, Selection()).findings
    (finding,) = (item for item in findings if item.params.get("id") == "mmaction2-moviepy-2")
    said = {item.what: item.value for item in finding.evidence}
    why = finding.why.format(**finding.params)
    assert said["what fails"] in why
    assert said["what helps"] in why


def test_parts_of_mmdet_are_told_where_mmaction2_is_not():
    overlay = {
        "mmaction2": None,
        "mmpose": None,
        "distributions": listed(without=("mmaction2", "mmpose")),
    }
    assert {said for said, _, _ in found(overlay, "openmmlab.known_bad")} == {"part"}


@pytest.mark.parametrize(
    "name", ["setuptools", "torch", "mmengine", "mmpose", "numpy", "mmcv", "torchvision"]
)
def test_metadata_with_a_version_that_is_none_crashes_no_rule(name):
    diagnosis = diagnose(machine({"distributions": listed(**{name: "main"})}), TABLES, Selection())
    assert not [item for item in diagnosis.results if item.status == CRASHED]


@pytest.mark.parametrize(
    "rule",
    [
        "python.shared_modules",
        "python.pip_over_conda",
        "torch.weights_only",
        "torch.newer_than_known",
    ],
)
def test_a_healthy_machine_has_nothing_of_it(rule):
    assert found({}, rule) == []
    assert result({}, rule).status == "passed"


def test_a_document_that_lacks_these_facts_is_judged_all_the_same():
    unread = dict.fromkeys(
        ("copies", "damages", "broken_pins", "path_python", "distributions", "shared_modules"),
        UNREAD,
    )
    diagnosis = diagnose(machine(unread), TABLES, Selection())
    assert not [item for item in diagnosis.results if item.status == CRASHED]
    assert not [finding for finding in diagnosis.findings if finding.severity != "info"]
