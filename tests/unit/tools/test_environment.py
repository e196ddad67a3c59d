"""The set-up behind the README's commands: which torch is chosen, and how it gives up."""

import json
import os
import runpy
import subprocess
import sys

import pytest

from tools import environment, quickstart, run_tests
from tools.environment import Failed, TorchSource, brings_cuda, newest_cpu_build, torch_source

VERSIONS = (
    "torch (2.15.0)\nAvailable versions: 2.15.0, 2.13.0+cpu, 2.13.0, 2.9.1+cpu, 2.9.1+cu128\n"
)


@pytest.fixture
def machine(monkeypatch):
    """A machine that never was: what pip answers, whether there is a GPU and an index."""

    def describe(*, system="linux", gpu=False, index=False, torch=False, listing="", report=None):
        def ask(argv):
            if "import torch" in argv:
                return "" if torch else None
            return listing if "index" in argv else report

        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(environment, "ask", ask)
        monkeypatch.setattr(environment, "has_nvidia_device", lambda: gpu)
        monkeypatch.setattr(environment, "_answers", lambda _address: index)
        monkeypatch.setattr(environment.platform, "machine", lambda: "aarch64")

    return describe


def chosen():
    return torch_source("python").arguments


def report_of(*requirements):
    return json.dumps({"install": [{"metadata": {"name": "torch", "requires_dist": requirements}}]})


CUDA = report_of("filelock", 'nvidia-cublas-cu12==12.1; platform_system == "Linux"')
PLAIN = report_of("filelock", "sympy", "cudatastic")


def test_what_is_there_is_kept(machine):
    machine(torch=True, gpu=True, index=True)
    assert chosen() == ()


def test_a_gpu_gets_the_build_with_cuda(machine):
    machine(gpu=True, index=True, listing=VERSIONS)
    assert chosen() == ("torch",)


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_systems_whose_torch_has_no_cuda_take_it_as_it_is(machine, monkeypatch, system):
    machine(system=system, index=True, listing=VERSIONS)
    monkeypatch.setattr(environment.os, "name", "nt" if system == "win32" else "posix")
    assert chosen() == ("torch",)


def test_without_a_gpu_the_cpu_index_comes_first(machine):
    machine(index=True, listing=VERSIONS)
    assert chosen() == ("torch", "--index-url", "https://download.pytorch.org/whl/cpu")


def test_else_the_newest_cpu_build_that_pip_can_reach(machine):
    machine(listing=VERSIONS)
    assert chosen() == ("torch==2.13.0+cpu",)


def test_cuda_packages_are_never_downloaded_without_a_gpu(machine):
    machine(listing="torch (2.15.0)\nAvailable versions: 2.15.0\n", report=CUDA)
    source = torch_source("python")
    assert source.arguments == ()
    assert "pip install torch --index-url https://download.pytorch.org/whl/cpu" in source.why


def test_where_torch_brings_no_cuda_it_is_taken(machine):
    machine(report=PLAIN)
    assert chosen() == ("torch",)


def test_a_pip_that_would_fetch_the_wheel_to_look_is_not_asked(machine, monkeypatch):
    machine(report=PLAIN)
    monkeypatch.setattr(environment.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    assert chosen() == ()


def test_where_pip_cannot_say_nothing_is_installed(machine):
    machine(report=None)
    assert chosen() == ()


@pytest.mark.parametrize(
    ("listing", "build"),
    [
        (VERSIONS, "2.13.0+cpu"),
        ("Available versions: 2.9.1+cpu, 2.10.0+cpu", "2.10.0+cpu"),
        ("Available versions: 2.9.1+cpu.cxx11.abi, 2.8.0", ""),
        ("", ""),
    ],
)
def test_the_newest_cpu_build(listing, build):
    assert newest_cpu_build(listing) == build


@pytest.mark.parametrize(
    ("requirement", "cuda"),
    [
        ("nvidia-cudnn-cu13==9.26", True),
        ("nvidia_nccl_cu12", True),
        ("cuda-toolkit[cublas]==13.2.2", True),
        ("NVIDIA-cublas", True),
        ("numpy", False),
        ("cudatastic", False),
    ],
)
def test_packages_of_cuda(requirement, cuda):
    assert brings_cuda(report_of(requirement)) is cuda


def test_a_missing_ensurepip_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "run", lambda _argv: 1)
    monkeypatch.setattr(environment, "ask", lambda _argv: None)
    with pytest.raises(Failed, match=r"ensurepip module is missing.*python3\.\d+-venv"):
        environment.make(str(tmp_path / "none"))


@pytest.mark.parametrize("command", [quickstart, run_tests])
@pytest.mark.parametrize(
    ("problem", "code", "says"),
    [(Failed("pip could not"), 3, "pip could not"), (KeyboardInterrupt(), 130, "interrupted")],
)
def test_giving_up_is_one_line(monkeypatch, capsys, command, problem, code, says):
    def broken(*_, **__):
        raise problem

    monkeypatch.setattr(environment, "make", broken)
    assert command.main([]) == code
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(("codes", "worst"), [([0, 0], 0), ([0, 1], 1), ([3, 1], 3)])
@pytest.mark.parametrize("torch", [True, False])
def test_the_exit_code_is_the_worse_one(monkeypatch, codes, worst, torch):
    commands, installed = [], []

    def run(argv):
        commands.append(argv[1])
        return codes[len(commands) - 1]

    monkeypatch.setattr(environment, "make", lambda _folder: "python")
    monkeypatch.setattr(environment, "add_torch", lambda _python: torch)
    monkeypatch.setattr(environment, "install", lambda _python, *what: installed.extend(what))
    monkeypatch.setattr(environment, "run", run)
    assert quickstart.main([]) == worst
    assert commands == ["check", "verify"]
    assert installed == [".[verify]" if torch else ".[video]"]


def test_nothing_is_installed_where_torch_is_not_to_be(monkeypatch):
    monkeypatch.setattr(environment, "torch_source", lambda _python: TorchSource((), "no"))
    monkeypatch.setattr(environment, "ask", lambda _argv: None)
    monkeypatch.setattr(environment, "install", lambda *_: pytest.fail("installed"))
    assert environment.add_torch("python") is False


@pytest.mark.parametrize("script", ["quickstart.py", "run_tests.py"])
def test_an_old_python_is_told(monkeypatch, script):
    monkeypatch.setattr(sys, "version_info", (3, 7, 16))
    with pytest.raises(SystemExit, match=r"needs Python 3\.8 or newer; this is Python 3\.7"):
        runpy.run_path(os.path.join(environment.ROOT, "tools", script))


def test_what_was_skipped_is_listed_by_reason(tmp_path):
    results = tmp_path / "junit.xml"
    results.write_text(
        "<testsuites><testsuite>"
        '<testcase name="a"><skipped message="needs torch"/></testcase>'
        '<testcase name="b"><skipped message="needs torch"/></testcase>'
        '<testcase name="c"><skipped message="no C compiler"/></testcase>'
        '<testcase name="d"/></testsuite></testsuites>',
        encoding="utf-8",
    )
    assert run_tests.left_out(str(results)) == ["2 x needs torch", "1 x no C compiler"]
    assert run_tests.left_out(str(tmp_path / "none")) == ["pytest left no results"]


def test_commands_are_shown_as_one_would_type_them(capfd):
    python = os.path.join(environment.ROOT, ".venv", "bin", "python")
    assert environment.run([sys.executable, "-c", "raise SystemExit(7)", python]) == 7
    shown = capfd.readouterr().out
    assert os.path.join(".venv", "bin", "python") in shown
    assert environment.ROOT not in shown.replace(sys.executable, "")


def test_what_fails_or_is_missing_answers_nothing():
    assert environment.ask([sys.executable, "-c", "print('x')"]).strip() == "x"
    assert environment.ask([sys.executable, "-c", "raise SystemExit(1)"]) is None
    assert environment.ask(["/no/such/program"]) is None


def test_help_needs_nothing():
    for script in ("quickstart.py", "run_tests.py"):
        path = os.path.join(environment.ROOT, "tools", script)
        done = subprocess.run(
            [sys.executable, path, "--help"], capture_output=True, check=True, timeout=60
        )
        assert b"Usage: python3 tools/" in done.stdout


@pytest.mark.parametrize(
    ("reasons", "arguments", "missed"),
    [
        ([], ["--require-all-but=torchcodec"], False),
        (["1 x no C compiler"], [], False),
        (["1 x no C compiler"], ["--require-all-but=torchcodec"], True),
        (["1 x torchcodec is not installed here"], ["--require-all-but=torchcodec"], False),
        (
            ["1 x torchcodec is not installed here", "1 x of torch 1"],
            ["--require-all-but=torchcodec", "--require-all-but=torch 1"],
            False,
        ),
    ],
)
def test_what_was_skipped_may_be_a_failure(reasons, arguments, missed):
    assert run_tests._missed(reasons, arguments) is missed
