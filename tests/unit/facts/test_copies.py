"""Where the stack's modules lie, and which of the copies an import takes."""

from envdoctor.facts.copies import read_copies
from envdoctor.facts.folders import Folders
from envdoctor.facts.interpreter import read_interpreter
from envdoctor.facts.modules import ModulePath
from envdoctor.model.environment import ModuleCopy
from tests.support.environments import SITE, TARGET, venv
from tests.support.roots import posix_only

pytestmark = posix_only

OPEN = "home = /usr/bin\nversion = 3.11.7\ninclude-system-site-packages = true\n"
USER = "/home/u/.local/lib/python3.11/site-packages"


def copies(root, environ=None, folder=""):
    folders = Folders(root)
    environ = environ or {}
    python = read_interpreter(folders, TARGET, environ).known()
    modules = ModulePath(folders, python.site_packages)
    return read_copies(folders, modules, python, environ, folder).known()


def test_one_copy_in_the_environment_is_nothing_to_tell(tmp_path):
    assert copies(venv(tmp_path, {"numpy/__init__.py": ""}), folder="/project") == ()


def test_a_file_in_the_working_folder_comes_first(tmp_path):
    root = venv(tmp_path, {"numpy/__init__.py": "", "/project/numpy.py": ""})
    assert copies(root, folder="/project") == (
        ModuleCopy("numpy", "/project/numpy.py", "working folder"),
        ModuleCopy("numpy", f"{SITE}/numpy", "environment"),
    )


def test_a_safe_path_leaves_the_working_folder_out(tmp_path):
    root = venv(tmp_path, {"numpy/__init__.py": "", "/project/numpy.py": ""})
    assert copies(root, {"PYTHONSAFEPATH": "1"}, "/project") == ()


def test_a_folder_of_data_and_a_module_that_is_not_installed_hide_nothing(tmp_path):
    files = {
        "torch/__init__.py": "",
        "/project/torch/weights.bin": "",
        "/project/mmdet/__init__.py": "",
    }
    assert copies(venv(tmp_path, files), folder="/project") == ()


def test_the_checkout_of_an_editable_install_is_one_place(tmp_path):
    files = {"_mmaction2.pth": "/src/mmaction2\n", "/src/mmaction2/mmaction/__init__.py": ""}
    assert copies(venv(tmp_path, files), folder="/src/mmaction2") == ()


def test_a_checkout_beside_an_installed_release_is_another(tmp_path):
    files = {"mmaction/__init__.py": "", "/src/mmaction2/mmaction/__init__.py": ""}
    found = copies(venv(tmp_path, files), folder="/src/mmaction2")
    assert [(copy.place, copy.path) for copy in found] == [
        ("working folder", "/src/mmaction2/mmaction"),
        ("environment", f"{SITE}/mmaction"),
    ]


def test_a_link_to_the_installed_package_is_the_same_place(tmp_path):
    root = venv(tmp_path, {"mmcv/__init__.py": ""}, links={"/project/mmcv": f"{SITE}/mmcv"})
    assert copies(root, folder="/project") == ()


def test_pythonpath_comes_before_the_environment(tmp_path):
    root = venv(tmp_path, {"mmcv/__init__.py": "", "/old/mmcv/__init__.py": ""})
    found = copies(root, {"PYTHONPATH": "/old"})
    assert [copy.place for copy in found] == ["PYTHONPATH", "environment"]


def test_the_user_site_is_told_even_where_it_hides_nothing(tmp_path):
    root = venv(tmp_path, {f"{USER}/torch/__init__.py": ""}, cfg=OPEN)
    assert copies(root, {"HOME": "/home/u"}) == (ModuleCopy("torch", f"{USER}/torch", "user site"),)
    assert copies(root, {"HOME": "/home/u", "PYTHONNOUSERSITE": "1"}) == ()


def test_the_base_s_own_packages_are_no_user_site_though_they_lie_in_the_home(tmp_path):
    base = "/home/u/.local/share/uv/python/cpython-3.11"
    cfg = (
        f"home = {base}/bin\nuv = 0.5\nversion_info = 3.11.7\ninclude-system-site-packages = true\n"
    )
    files = {f"{base}/lib/python3.11/site-packages/numpy/__init__.py": "", "numpy/__init__.py": ""}
    found = copies(venv(tmp_path, files, cfg=cfg), {"HOME": "/home/u"})
    assert [copy.place for copy in found] == ["environment", "environment"]


def test_where_pth_files_lead_is_elsewhere(tmp_path):
    files = {"a.pth": "/src\n", "/src/mmcv/__init__.py": "", "mmcv/__init__.py": ""}
    assert [copy.place for copy in copies(venv(tmp_path, files))] == ["environment", "other"]
