"""The interpreter's version, kind and folders, from the files of many layouts."""

import pytest

from envdoctor.facts.folders import Folders
from envdoctor.facts.interpreter import read_interpreter
from envdoctor.facts.target import Target
from envdoctor.model.read import UNREADABLE
from tests.support.environments import SITE, TARGET, venv
from tests.support.roots import make_root, posix_only

pytestmark = posix_only

HEADER = '#define PY_MAJOR_VERSION 3\n#define PY_VERSION      	"{}"\n'


def read(root, environ=None, target=TARGET):
    return read_interpreter(Folders(root), target, environ or {})


def read_at(root, prefix, executable="bin/python3", environ=None):
    target = Target(f"{prefix}/{executable}", prefix, "--env", False)
    return read(root, environ, target)


def test_a_virtual_environment(tmp_path):
    found = read(venv(tmp_path))
    python = found.known()
    assert python.version == "3.11.7"
    assert found.source == "/env/pyvenv.cfg"
    assert (python.kind, python.prefix, python.base_prefix) == ("venv", "/env", "/usr")
    assert (python.implementation, python.environment) == ("cpython", "")
    assert python.site_packages == (SITE,)
    assert not python.externally_managed
    assert python.chosen_by == "--env"


@pytest.mark.parametrize(
    ("cfg", "kind", "version"),
    [
        (
            "home = /b/bin\nimplementation = CPython\nuv = 0.5.1\nversion_info = 3.11.4\n",
            "uv",
            "3.11.4",
        ),
        (
            "home = /b/bin\nimplementation = CPython\nversion_info = 3.11.4.final.0\nvirtualenv = 20.2\n",
            "virtualenv",
            "3.11.4",
        ),
        (
            "home = /b/bin\nversion_info = 3.11.0.candidate.2\nvirtualenv = 20\n",
            "virtualenv",
            "3.11.0rc2",
        ),
        ("home = /b/bin\nversion = 3.11.2\n", "venv", "3.11.2"),
    ],
)
def test_who_made_the_environment(tmp_path, cfg, kind, version):
    python = read(venv(tmp_path, cfg=cfg)).known()
    assert (python.kind, python.version, python.base_prefix) == (kind, version, "/b")


def test_the_header_of_the_base_python_outranks_an_older_pyvenv_cfg(tmp_path):
    files = {"/usr/include/python3.11/patchlevel.h": HEADER.format("3.11.9")}
    found = read(venv(tmp_path, files))
    assert found.known().version == "3.11.9"
    assert found.source == "/usr/include/python3.11/patchlevel.h"


def test_a_base_python_that_was_replaced_by_another_series(tmp_path):
    files = {"/usr/bin/python3.12": "ELF", "/usr/lib/python3.12/os.py": ""}
    links = {"/env/bin/python3": "/usr/bin/python3", "/usr/bin/python3": "python3.12"}
    root = venv(tmp_path, files, links)
    python = read_at(root, "/env").known()
    assert python.version == "3.12"
    assert python.site_packages == ()


def test_the_header_of_another_series_is_not_believed(tmp_path):
    files = {"/usr/include/python3.11/patchlevel.h": HEADER.format("3.10.1")}
    assert read(venv(tmp_path, files)).known().version == "3.11.7"


def test_a_prefix_of_pyenv(tmp_path):
    prefix = "/home/somebody/.pyenv/versions/3.9.18"
    files = {
        f"{prefix}/bin/python3.9": "ELF",
        f"{prefix}/lib/python3.9/os.py": "",
        f"{prefix}/lib/python3.9/site-packages/": "",
    }
    root = make_root(tmp_path, files, {f"{prefix}/bin/python3": "python3.9"})
    python = read_at(root, prefix).known()
    assert (python.version, python.kind) == ("3.9.18", "system")
    assert python.site_packages == (f"{prefix}/lib/python3.9/site-packages",)


def test_conda_by_its_record_of_python(tmp_path):
    prefix = "/opt/conda/envs/openmmlab"
    files = {
        f"{prefix}/bin/python3.8": "ELF",
        f"{prefix}/conda-meta/python-3.8.18-h955ad1f_0.json": "{}",
        f"{prefix}/conda-meta/python-dateutil-2.8.2-pyh_0.json": "{}",
        f"{prefix}/lib/python3.8/site-packages/": "",
    }
    root = make_root(tmp_path, files, {f"{prefix}/bin/python": "python3.8"})
    found = read_at(root, prefix, "bin/python")
    python = found.known()
    assert (python.version, python.kind, python.environment) == ("3.8.18", "conda", "openmmlab")
    assert found.source.endswith("python-3.8.18-h955ad1f_0.json")


def test_the_base_of_conda(tmp_path):
    files = {
        "/opt/conda/bin/python": "ELF",
        "/opt/conda/condabin/conda": "",
        "/opt/conda/conda-meta/python-3.11.7-h_0.json": "{}",
        "/opt/conda/lib/python3.11/os.py": "",
    }
    python = read_at(make_root(tmp_path, files), "/opt/conda", "bin/python").known()
    assert (python.kind, python.environment, python.version) == ("conda-base", "base", "3.11.7")


DEBIAN = {
    "/usr/bin/python3.11": "ELF",
    "/usr/lib/python3.11/os.py": "",
    "/usr/lib/python3.11/EXTERNALLY-MANAGED": "",
    "/usr/lib/python3/dist-packages/six.py": "",
    "/usr/local/lib/python3.11/dist-packages/": "",
}
STATUS = (
    "Package: python3-minimal\nStatus: install ok installed\nVersion: 3.11.2-1\n\n"
    "Package: python3.11-minimal\nStatus: install ok installed\nVersion: 3.11.2-6+deb12u2\n\n"
)


def test_the_python_of_debian(tmp_path):
    files = {**DEBIAN, "/var/lib/dpkg/status": STATUS}
    root = make_root(tmp_path, files, {"/usr/bin/python3": "python3.11"})
    found = read_at(root, "/usr")
    python = found.known()
    assert (python.version, found.source) == ("3.11.2", "/var/lib/dpkg/status")
    assert python.externally_managed
    assert python.site_packages == (
        "/usr/local/lib/python3.11/dist-packages",
        "/usr/lib/python3/dist-packages",
    )


def test_without_a_file_that_tells_the_patch_release_the_series_stands_and_says_so(tmp_path):
    root = make_root(tmp_path, DEBIAN, {"/usr/bin/python3": "python3.11"})
    found = read_at(root, "/usr")
    assert found.known().version == "3.11"
    assert "no file tells the patch release" in found.source


def test_an_environment_is_not_externally_managed_though_its_base_is(tmp_path):
    assert (
        not read(venv(tmp_path, {"/usr/lib/python3.11/EXTERNALLY-MANAGED": ""}))
        .known()
        .externally_managed
    )


def test_windows(tmp_path):
    files = {
        "/env/pyvenv.cfg": "home = C:\\Python311\nversion = 3.11.4\n",
        "/env/Scripts/python.exe": "MZ",
        "/env/Lib/site-packages/six.py": "",
    }
    python = read_at(make_root(tmp_path, files), "/env", "Scripts/python.exe").known()
    assert (python.version, python.base_prefix) == ("3.11.4", "C:/Python311")
    assert python.site_packages == ("/env/Lib/site-packages",)


def test_windows_without_an_environment(tmp_path):
    files = {
        "/py/python.exe": "MZ",
        "/py/python3.dll": "MZ",
        "/py/python312.dll": "MZ",
        "/py/Include/patchlevel.h": HEADER.format("3.12.4"),
        "/py/Lib/site-packages/six.py": "",
    }
    python = read_at(make_root(tmp_path, files), "/py", "python.exe").known()
    assert (python.version, python.kind) == ("3.12.4", "system")


def test_a_framework_of_macos_has_its_own_user_folder(tmp_path):
    prefix = "/Library/Frameworks/Python.framework/Versions/3.11"
    user = "/Users/u/Library/Python/3.11/lib/python/site-packages"
    files = {
        f"{prefix}/bin/python3.11": "ELF",
        f"{prefix}/lib/python3.11/site-packages/": "",
        f"{prefix}/include/python3.11/patchlevel.h": HEADER.format("3.11.9"),
        f"{user}/six.py": "",
    }
    root = make_root(tmp_path, files)
    python = read_at(root, prefix, "bin/python3.11", {"HOME": "/Users/u"}).known()
    assert python.version == "3.11.9"
    assert python.site_packages == (user, f"{prefix}/lib/python3.11/site-packages")


def test_a_build_without_the_gil(tmp_path):
    files = {
        "/py/bin/python3.13t": "ELF",
        "/py/lib/python3.13t/site-packages/": "",
        "/py/include/python3.13t/patchlevel.h": HEADER.format("3.13.0"),
    }
    python = read_at(make_root(tmp_path, files), "/py", "bin/python3.13t").known()
    assert python.version == "3.13.0"
    assert python.site_packages == ("/py/lib/python3.13t/site-packages",)


def test_pypy(tmp_path):
    files = {
        "/py/bin/pypy3.9": "ELF",
        "/py/lib/pypy3.9/site-packages/": "",
        "/py/lib/pypy3.9/os.py": "",
    }
    python = read_at(make_root(tmp_path, files), "/py", "bin/pypy3.9").known()
    assert (python.implementation, python.version) == ("pypy", "3.9")
    assert python.site_packages == ("/py/lib/pypy3.9/site-packages",)


def test_system_packages_and_the_users_own_come_after_the_environments(tmp_path):
    cfg = "home = /usr/bin\nversion = 3.11.7\ninclude-system-site-packages = true\n"
    user = "/home/u/.local/lib/python3.11/site-packages"
    files = {f"{user}/six.py": "", "/usr/lib/python3/dist-packages/six.py": ""}
    root = venv(tmp_path, files, cfg=cfg)
    assert read(root, {"HOME": "/home/u"}).known().site_packages == (
        SITE,
        user,
        "/usr/lib/python3/dist-packages",
    )
    assert (
        user not in read(root, {"HOME": "/home/u", "PYTHONNOUSERSITE": "1"}).known().site_packages
    )


def test_a_closed_environment_does_not_see_the_users_packages(tmp_path):
    cfg = "home = /usr/bin\nversion = 3.11.7\ninclude-system-site-packages = false\n"
    root = venv(tmp_path, {"/home/u/.local/lib/python3.11/site-packages/six.py": ""}, cfg=cfg)
    assert read(root, {"HOME": "/home/u"}).known().site_packages == (SITE,)


def test_pythonpath_comes_first(tmp_path):
    root = venv(tmp_path, {"/src/mmaction2/mmaction/__init__.py": ""})
    environ = {"PYTHONPATH": "/src/mmaction2:/gone"}
    assert read(root, environ).known().site_packages == ("/src/mmaction2", SITE)


def test_folders_that_pth_files_name_follow(tmp_path):
    files = {
        "easy-install.pth": "# old\n/src/a\n./inside\n/gone\nimport os; os.environ\n",
        "inside/": "",
        "/src/a/a.py": "",
    }
    python = read(venv(tmp_path, files)).known()
    assert python.site_packages == (SITE, "/src/a", f"{SITE}/inside")


def test_a_second_lib64_counts_and_a_link_does_not(tmp_path):
    other = "/env/lib64/python3.11/site-packages"
    assert other in read(venv(tmp_path / "a", {f"{other}/six.py": ""})).known().site_packages
    linked = venv(tmp_path / "b", links={"/env/lib64": "lib"})
    assert read(linked).known().site_packages == (SITE,)


def test_the_own_interpreter_knows_its_version(tmp_path):
    import platform

    found = read(venv(tmp_path), target=TARGET._replace(is_own=True))
    assert found.known().version == platform.python_version()
    assert "this interpreter" in found.source


@pytest.mark.parametrize("files", [{"/env/bin/python": "ELF"}, {"/other/": ""}])
def test_what_tells_nothing_is_unreadable_with_a_reason(tmp_path, files):
    found = read(make_root(tmp_path, files, running=False))
    assert found.state == UNREADABLE
    assert found.reason
