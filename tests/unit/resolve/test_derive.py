"""Goals become commands of the environment's own manager, and no fix undoes another."""

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.resolve.derive import mend
from tests.support.machines import machine


def _mended(overlay):
    facts, tables = machine(overlay), Tables()
    findings = diagnose(facts, tables, Selection()).findings
    return findings, mend(findings, facts, tables)


def _commands(fixes):
    return [command for fix in fixes for command in fix.commands]


def test_a_healthy_machine_needs_nothing():
    findings, mending = _mended({})
    assert mending.joint == ()
    assert all(fixes == () for fixes in mending.fixes)
    assert len(mending.fixes) == len(findings)


def test_mmcv_is_installed_from_the_page_of_the_installed_torch():
    _, mending = _mended({"mmcv": {"package": {"version": "2.2.0"}}})
    (command,) = _commands(mending.joint)
    assert command[:4] == ("{python}", "-m", "pip", "install")
    assert "https://download.openmmlab.com/mmcv/dist/cu121/torch2.1/index.html" in command
    assert "mmcv==2.1.0" in command


def test_a_uv_environment_gets_uv_commands():
    _, mending = _mended({"interpreter": {"kind": "uv"}, "numpy": {"version": "2.2.6"}})
    assert _commands(mending.joint)[0][:5] == ("uv", "pip", "install", "--python", "{python}")


def test_a_conda_package_is_conda_s_to_change():
    _, mending = _mended(
        {
            "interpreter": {"kind": "conda"},
            "numpy": {"version": "2.2.6"},
            "distributions": [
                {"name": "numpy", "version": "2.2.6", "installer": "conda"},
                {"name": "opencv-python", "version": "4.11.0.86"},
            ],
        }
    )
    assert _commands(mending.joint) == [("conda", "install", "-y", "-p", "{prefix}", "numpy<2")]


def test_an_opencv_that_needs_numpy_2_moves_along_with_numpy_1():
    _, mending = _mended(
        {
            "numpy": {"version": "2.2.6"},
            "distributions": [{"name": "opencv-python", "version": "4.12.0.88"}],
            "shared_modules": [],
        }
    )
    (command,) = _commands(mending.joint)
    assert "numpy<2" in command
    assert "opencv-python==4.11.0.86" in command


def test_two_opencvs_become_one_version_that_fits_numpy_and_the_fuller_is_written_last():
    findings, mending = _mended(
        {
            "numpy": {"version": "2.2.6"},
            "distributions": [
                {"name": "opencv-python", "version": "4.12.0.88"},
                {"name": "opencv-contrib-python", "version": "5.0.0.93"},
            ],
        }
    )
    own = mending.fixes[[finding.id for finding in findings].index("libraries.opencv_owners")]
    assert [command[-1] for command in _commands(own)] == [
        "opencv-python==4.11.0.86",
        "opencv-contrib-python==4.11.0.86",
    ]
    assert [command[-1] for command in _commands(mending.joint)] == [
        "numpy<2",
        "opencv-python==4.11.0.86",
        "opencv-contrib-python==4.11.0.86",
    ]


def test_a_driver_too_old_asks_for_a_variant_that_it_runs_with_its_companions():
    _, mending = _mended(
        {
            "driver": {"version": "470.57.02", "cuda": "11.4"},
            "kernel_module": {"version": "470.57.02"},
        }
    )
    command, mmcv = _commands(mending.joint)
    assert mmcv[4:] == (
        "--force-reinstall",
        "--no-deps",
        "mmcv==2.1.0",
        "--find-links",
        "https://download.openmmlab.com/mmcv/dist/cu118/torch2.1/index.html",
    )
    assert command[4:] == (
        "torch==2.1.2+cu118",
        "torchvision==0.16.2+cu118",
        "--index-url",
        "https://download.pytorch.org/whl/cu118",
    )


def test_what_follows_from_a_root_brings_no_commands_of_its_own():
    findings, mending = _mended({"mmaction2": {"version": "0.24.1"}})
    followers = {f.id for f in findings if f.follows_from and f.severity == "error"}
    assert followers == {"mmaction2.minimum", "mmcv.range"}
    (command,) = _commands(mending.joint)
    assert command[-1] == "mmaction2>=1.0.0"


def test_the_lacking_module_of_a_release_comes_from_its_repository():
    _, mending = _mended({"mmaction2": {"missing": ["mmaction.models.localizers.drn"]}})
    clone, install = _commands(mending.joint)
    assert clone[:2] == ("git", "clone")
    assert clone[-2:] == ("v1.2.0", "https://github.com/open-mmlab/mmaction2")
    assert install[-2:] == ("-e", "./mmaction2")


def test_where_no_wheel_was_built_the_command_compiles_and_says_so():
    _, mending = _mended(
        {
            "torch": {"version": "2.9.0+cu128", "cuda": "12.8", "variant": "cu128"},
            "driver": {"version": "580.65.06", "cuda": "13.0"},
            "mmcv": {"package": {"version": "2.2.0"}},
        }
    )
    (fix,) = mending.joint
    assert "compile" in fix.why
    assert fix.params["torch"] == "2.9.0"
    assert fix.commands[-1][-2:] == ("--no-build-isolation", "mmcv==2.1.0")


def test_a_torchvision_of_another_torch_moves_and_torch_stays():
    _, mending = _mended({"torchvision": {"version": "0.17.2+cu121"}})
    (command,) = _commands(mending.joint)
    assert command[4:] == (
        "torchvision==0.16.2+cu121",
        "--index-url",
        "https://download.pytorch.org/whl/cu121",
    )


def test_mmcv_beside_mmcv_lite_goes_and_mmcv_comes_back_with_its_ops():
    machines = {
        "distributions": [
            {"name": "mmcv", "version": "2.1.0"},
            {"name": "mmcv-lite", "version": "2.2.0"},
        ]
    }
    _, mending = _mended(machines)
    remove, install = _commands(mending.joint)
    assert remove[3:] == ("uninstall", "-y", "mmcv-lite")
    assert "--force-reinstall" in install
    assert "mmcv==2.1.0" in install


def test_what_has_to_go_is_not_constrained():
    mmcv = {"package": {"distribution": "mmcv-lite", "version": "2.2.0"}, "ops": None}
    _, mending = _mended({"mmcv": mmcv})
    remove, install = _commands(mending.joint)
    assert remove[-1] == "mmcv-lite"
    assert "mmcv==2.1.0" in install
    assert not [part for part in install if part.startswith("mmcv-lite")]


def test_a_damaged_torch_comes_again_from_its_own_index():
    _, mending = _mended(
        {"damages": [{"kind": "no module", "name": "torch", "path": "<prefix>/torch.dist-info"}]}
    )
    (command,) = _commands(mending.joint)
    assert command[4:7] == ("--force-reinstall", "--no-deps", "torch==2.1.2+cu121")
    assert command[-2:] == ("--index-url", "https://download.pytorch.org/whl/cu121")


def test_mixed_generations_end_in_the_present_one():
    _, mending = _mended({"mmcv": {"package": {"version": "1.7.2", "distribution": "mmcv-full"}}})
    remove, install = _commands(mending.joint)
    assert remove[-1] == "mmcv-full"
    assert "mmcv==2.1.0" in install


def _damaged(name):
    return [{"kind": "no module", "name": name, "path": f"<prefix>/{name}.dist-info"}]


def test_what_comes_again_comes_in_a_version_that_the_others_accept():
    mmcv = {"package": {"distribution": "mmcv-lite", "version": "2.2.0"}, "ops": None}
    machines = {"mmcv": mmcv, "mmdet": None, "mmpose": None, "damages": _damaged("mmcv-lite")}
    _, mending = _mended(machines)
    (command,) = _commands(mending.joint)
    assert command[4:] == ("--force-reinstall", "--no-deps", "mmcv-lite>=2.0.0rc4,<2.2.0")


def test_what_comes_again_comes_in_the_version_that_python_runs():
    listed = [{"name": "mmengine", "version": "0.9.1"}]
    _, mending = _mended({"distributions": listed})
    (command,) = _commands(mending.joint)
    assert command[-1] == "mmengine==0.10.7"


def test_a_damaged_torchvision_comes_again_from_torch_s_index():
    _, mending = _mended({"damages": _damaged("torchvision")})
    (command,) = _commands(mending.joint)
    assert command[4:7] == ("--force-reinstall", "--no-deps", "torchvision==0.16.2+cu121")
    assert command[-1] == "https://download.pytorch.org/whl/cu121"


_BLACKWELL = {
    "gpus": [{"name": "NVIDIA GeForce RTX 5090", "compute_capability": [12, 0]}],
    "driver": {"version": "580.65.06"},
}


def test_conda_s_torch_goes_before_a_wheel_that_the_gpu_runs_takes_its_place():
    _, mending = _mended(
        {
            **_BLACKWELL,
            "interpreter": {"kind": "conda"},
            "torch": {"version": "2.1.2", "package": "conda"},
            "distributions": [
                {"name": "torch", "version": "2.1.2", "installer": ""},
                {"name": "pytorch", "version": "2.1.2", "installer": "conda"},
                {"name": "torchvision", "version": "0.16.2", "installer": "conda"},
            ],
        }
    )
    removal, install = _commands(mending.joint)[:2]
    assert removal[:3] == ("conda", "remove", "-y")
    assert removal[-2:] == ("pytorch", "torchvision")
    # torch 2.1.2 holds nothing for this GPU in any of its wheels.
    release = next(word for word in install if word.startswith("torch=="))
    assert int(release.partition("==")[2].split(".")[1]) >= 7


def test_a_screen_s_old_gpu_does_not_choose_the_torch():
    old = {"index": 1, "name": "NVIDIA GeForce GT 710", "compute_capability": [3, 5]}
    _, mending = _mended(
        {"gpus": [{}, old], "torch": {"version": "2.1.2+cpu", "variant": "cpu", "cuda": None}}
    )
    assert "torch==2.1.2+cu121" in _commands(mending.joint)[0]


def test_an_old_torch_gives_way_to_one_that_mmcv_was_built_for():
    torch = {"version": "1.7.1+cu110", "variant": "cu110", "cuda": "11.0"}
    _, mending = _mended({"torch": torch, "torchvision": None})
    torch_again, mmcv_again = _commands(mending.joint)
    assert "torch==2.1.2+cu121" in torch_again
    assert "https://download.openmmlab.com/mmcv/dist/cu121/torch2.1/index.html" in mmcv_again


def test_a_torch_that_is_absent_comes_with_an_mmcv_and_a_numpy_that_fit():
    _, mending = _mended({"torch": None, "torchvision": None, "numpy": {"version": "2.2.6"}})
    text = " ".join(" ".join(command) for command in _commands(mending.joint))
    assert "torch==2.1.2+cu121" in text
    assert "numpy<2" in text
    assert "mmcv/dist/cu121/torch2.1/" in text


def test_an_mmcv_of_the_former_generation_goes_before_one_that_mmaction2_accepts():
    _, mending = _mended(
        {
            "mmcv": {"package": {"version": "1.7.1", "distribution": "mmcv-full"}},
            **dict.fromkeys(("mmaction2", "mmdet", "mmpose", "mmengine")),
        }
    )
    removal, install = _commands(mending.joint)
    assert removal[-2:] == ("-y", "mmcv-full")
    assert "mmcv==2.1.0" in install


def test_a_clone_is_built_where_the_environment_holds_no_setuptools():
    _, mending = _mended(
        {
            "interpreter": {"kind": "uv"},
            "mmaction2": {"missing": ["mmaction.models.localizers.drn"]},
        }
    )
    assert "--no-build-isolation" not in _commands(mending.joint)[-1]


def test_a_torch_for_a_new_gpu_is_one_that_mmcv_compiles_against():
    _, mending = _mended(_BLACKWELL)
    install = _commands(mending.joint)[0]
    release = next(word for word in install if word.startswith("torch=="))
    assert int(release.partition("==")[2].split(".")[1]) <= 13


def test_macos_has_one_build_and_arm_names_none_for_the_cpu():
    absent = {"torch": None, "torchvision": None, "gpus": None, "driver": None}
    _, mending = _mended({**absent, "platform": {"system": "macos", "machine": "arm64"}})
    assert _commands(mending.joint)[0][-1] == "torch==2.1.2"
    _, mending = _mended({**absent, "platform": {"system": "linux", "machine": "aarch64"}})
    words = _commands(mending.joint)[0]
    assert not any("+cpu" in word for word in words)
    assert words[-1] == "https://download.pytorch.org/whl/cpu"


def test_an_environment_of_the_old_generation_has_one_root_and_one_plan():
    findings, mending = _mended(
        {
            "mmaction2": {"version": "0.24.1"},
            "mmcv": {"package": {"version": "1.5.0", "distribution": "mmcv-full"}},
            "mmdet": {"version": "2.25.0"},
            "mmpose": None,
            "mmengine": None,
        }
    )
    roots = [f.id for f in findings if f.severity == "error" and not f.follows_from]
    assert roots == ["mmaction2.minimum"]
    words = [word for command in _commands(mending.joint) for word in command]
    assert "mmaction2>=1.0.0" in words
    assert "mmdet>=3.0.0" in words
    assert "mmcv==2.1.0" in words
    assert _commands(mending.joint)[0][3:6] == ("uninstall", "-y", "mmcv-full")


@pytest.mark.parametrize("specifier", ["~=4.0", "!=4.5,>=4", "===4.1", ">=4.*"])
def test_a_requirement_of_any_form_is_met_as_it_stands(specifier):
    unmet = [{"required_by": "mmaction2", "name": "tqdm", "specifier": specifier}]
    facts = machine({"unmet": unmet})
    found = diagnose(facts, Tables(), Selection()).findings
    fixes = mend(found, facts, Tables()).joint
    told = [word for fix in fixes for argv in fix.commands for word in argv if "tqdm" in word]
    assert told
    assert all(part in told[0] for part in specifier.split(","))
