"""A whole environment, recorded from a real one."""

import subprocess
import sys

import pytest

from envdoctor.facts.environment import EnvironmentFacts, read_environment
from envdoctor.facts.root import Root
from envdoctor.facts.target import choose_target
from envdoctor.model.environment import Decoder
from envdoctor.model.facts import Facts
from envdoctor.model.read import ABSENT, READ, UNKNOWN, UNREADABLE
from tests.support.environments import SITE, TARGET, recorded, venv
from tests.support.roots import make_root, posix_only

pytestmark = posix_only

PROBED = {"mmaction": ("mmaction.models.localizers.drn", "importlib_metadata")}


def facts_of(tmp_path, name):
    root, env = recorded(tmp_path, name)
    return read_environment(root, choose_target(root, {}, env=env), {}, PROBED)


def test_the_fields_are_those_of_facts():
    assert set(EnvironmentFacts._fields) < set(Facts._fields)


def test_the_standing_demo(tmp_path):
    facts = facts_of(tmp_path, "standing_demo")
    assert facts.interpreter.known().version == "3.11.7"
    torch = facts.torch.known()
    assert (torch.version, torch.cuda, torch.variant) == ("2.1.2+cu121", "12.1", "cu121")
    mmcv = facts.mmcv.known()
    assert (mmcv.package.distribution, mmcv.package.version, mmcv.ops) == (
        "mmcv-lite",
        "2.2.0",
        None,
    )
    assert facts.mmaction2.known().version == "1.2.0"
    assert facts.mmaction2.known().missing == PROBED["mmaction"]
    assert facts.numpy.known().version == "2.4.6"
    (shared,) = facts.shared_modules.known()
    assert (shared.module, shared.owners) == ("cv2", ("opencv-contrib-python", "opencv-python"))
    versions = {item.name: item.version for item in facts.distributions.known()}
    assert versions["opencv-python"] != versions["opencv-contrib-python"]
    assert {item.required_by for item in facts.unmet.known()} == {"torch"}
    assert "nvidia-cublas-cu12" in {item.name for item in facts.unmet.known()}
    assert facts.mmdet.state == facts.mmpose.state == facts.torchvision.state == ABSENT


def test_the_healthy_environment(tmp_path):
    facts = facts_of(tmp_path, "healthy_cpu_311")
    torch = facts.torch.known()
    assert (torch.version, torch.cuda, torch.variant) == ("2.13.0+cpu", None, "cpu")
    assert facts.mmcv.known().package.version == "2.1.0"
    assert facts.mmaction2.known().missing == ()
    assert facts.unmet.known() == ()
    versions = {item.name: item.version for item in facts.distributions.known()}
    assert versions["opencv-python"] == versions["opencv-contrib-python"]
    assert {item.name for item in facts.decoders.known()} == {"av", "decord", "opencv"}
    assert Decoder("decord", "decord", "0.6.0") in facts.decoders.known()


def test_without_an_interpreter_everything_else_is_unknown(tmp_path):
    facts = read_environment(make_root(tmp_path, {"/other/": ""}), TARGET, {}, {})
    assert {read.state for read in facts[1:]} == {UNKNOWN}
    assert facts.interpreter.reason in facts.torch.reason


def test_an_empty_environment_is_read_and_holds_nothing(tmp_path):
    facts = read_environment(venv(tmp_path), TARGET, {}, {})
    assert facts.distributions.known() == facts.unmet.known() == facts.decoders.known() == ()
    assert facts.torch.state == facts.mmaction2.state == ABSENT
    assert {facts.interpreter.state, facts.distributions.state, facts.shared_modules.state} == {
        READ
    }


def test_nothing_heavy_is_imported():
    code = (
        "import sys; import envdoctor.facts.environment\n"
        "heavy = {'pathlib', 'dataclasses', 'importlib.metadata', 'email', 'csv', 'subprocess', 'shutil',"
        " 'ast', 'glob', 'packaging', 'json', 'torch', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["standing_demo", "healthy_cpu_311"])
def test_the_recordings_hold_nothing_private(name):
    import json
    import os

    from tests.support.environments import CASES

    path = os.path.join(CASES, f"{name}.json")
    assert os.path.getsize(path) < 600_000
    with open(path, encoding="utf-8") as file:
        case = json.load(file)
    texts = [*case["files"], *case["files"].values(), *case["links"], *case["links"].values()]
    for part in ("/root/", "/tmp/", "/home/", ".pyenv"):
        assert not [text for text in texts if part in text]


def test_site_packages_are_those_of_the_recording(tmp_path):
    facts = facts_of(tmp_path, "standing_demo")
    assert facts.interpreter.known().site_packages == (SITE.replace("/env", "/opt/environment"),)


NASTY = [
    b"",
    b"\x00" * 100,
    b"\xff\xfe" * 50,
    b"\n\n\n",
    b",,,\n/,,\n//,,\n",
    b"../../../../etc/passwd,,\n/etc/passwd,,\n",
    b"Requires-Dist: " + b"(" * 5000,
    b"Name: x\nRequires-Dist: a ; " + b"(" * 900 + b"\n\n",
    b"Name: x\nRequires-Dist: ;;;[[[\nRequires-Dist: a ; python_version < '"
    + b"9" * 500
    + b"'\n\n",
    "Name: x\nRequires-Dist: a ; python_version < '\u00b2'\n\n".encode(),
    b"__version__ = '" + b"9" * 6000 + b"'\ncuda = '.'\nhip = None\n",
    b"MAPPING = {'mmaction': '/\x00'}\n",
    b"home = /\x00\nversion = \xc2\xb2.\xc2\xb2\n",
    b"/\x00\n..\n/\n",
]


@pytest.mark.parametrize("content", NASTY)
def test_whatever_the_files_hold_nothing_is_raised(tmp_path, content):
    info = "torch-2.1.2.dist-info"
    inside = [
        f"{info}/{name}" for name in ("METADATA", "RECORD", "INSTALLER", "direct_url.json", "WHEEL")
    ]
    inside += ["torch/version.py", "cv2/version.py", "numpy/version.py", "x.pth", "mmdet.egg-link"]
    inside += ["__editable___mmaction2_1_2_0_finder.py", "mmpose-1-py3.8.egg-info/requires.txt"]
    inside += ["other-1.dist-info/METADATA", "other-1.dist-info/RECORD", "/var/lib/dpkg/status"]
    inside += [
        "/usr/include/python3.11/patchlevel.h",
        "mmpose-1-py3.8.egg-info/installed-files.txt",
    ]
    for name in ("torch", "cv2", "numpy", "mmdet", "mmpose"):
        inside.append(f"{name}/__init__.py")
    for cfg in ("home = /usr/bin\nversion = 3.11.7\n", content):
        folder = tmp_path / ("sane" if isinstance(cfg, str) else "odd")
        root = venv(folder, dict.fromkeys(inside, content), cfg=cfg)
        facts = read_environment(root, TARGET, {"HOME": "/home/u"}, PROBED)
        assert len(facts) == len(EnvironmentFacts._fields)


def test_links_that_lead_round_in_a_circle(tmp_path):
    links = {"/env/bin/python": "python3", "/env/bin/python3": "python", f"{SITE}/torch": "torch"}
    links["/env/lib64"] = "lib64"
    root = make_root(
        tmp_path, {"/env/pyvenv.cfg": "home = /a\nversion = 3.11.7\n"}, links, running=False
    )
    facts = read_environment(root, choose_target(root, {}, env="/env"), {}, {})
    assert facts.interpreter.state == UNREADABLE
    assert "too many links" in facts.interpreter.reason


class LockedRoot(Root):
    """A root whose folders of the user nobody may list."""

    def list(self, path):
        if path.startswith("/home/u/.local/lib"):
            raise PermissionError(13, "Permission denied", path)
        return super().list(path)


def test_where_nobody_may_look_nothing_is_called_absent(tmp_path):
    cfg = "home = /usr/bin\nversion = 3.11.7\ninclude-system-site-packages = true\n"
    files = {"torch/__init__.py": "", "torch/version.py": "__version__ = '2.1.2'\ncuda = None\n"}
    venv(tmp_path, files, cfg=cfg)
    facts = read_environment(LockedRoot(str(tmp_path)), TARGET, {"HOME": "/home/u"}, {})
    assert facts.torch.known().version == "2.1.2"
    for read in (facts.mmengine, facts.mmcv, facts.distributions, facts.unmet, facts.decoders):
        assert read.state == UNREADABLE
        assert "Permission denied" in read.reason
        assert read.source == "/home/u/.local/lib/python3.11/site-packages"
