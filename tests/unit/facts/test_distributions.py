"""Distributions by the names of their metadata, doubles and leftovers included."""

import pytest

from envdoctor.facts.distributions import installed, is_stack, normalized, read_distributions
from envdoctor.facts.folders import Folders
from envdoctor.model.read import UNREADABLE
from tests.support.environments import PREFIX, SITE, distribution, venv
from tests.support.roots import posix_only

pytestmark = posix_only


def read(root, site_packages=(SITE,), prefix=PREFIX):
    return [entry.distribution for entry in installed(Folders(root), site_packages, prefix)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("opencv_python", "opencv-python"), ("Jinja2", "jinja2"), ("a..b__c-d", "a-b-c-d")],
)
def test_names_are_normalized_as_pep_503_says(name, expected):
    assert normalized(name) == expected


@pytest.mark.parametrize("name", ["torch", "mmcv-lite", "opencv-contrib-python", "mmaction2", "av"])
def test_packages_of_the_stack(name):
    assert is_stack(name)
    assert not is_stack("requests")


def test_wheels(tmp_path):
    files = {**distribution("torch", "2.1.2+cu121"), **distribution("opencv_python", "4.11.0.86")}
    found = {item.name: item for item in read(venv(tmp_path, files))}
    assert found["torch"].version == "2.1.2+cu121"
    assert found["opencv-python"].version == "4.11.0.86"
    assert found["opencv-python"].location == SITE
    assert found["opencv-python"].installer == "pip"
    assert not found["torch"].editable


def test_the_installer_of_other_packages_is_not_read(tmp_path):
    assert read(venv(tmp_path, distribution("requests", "2.31.0")))[0].installer == ""


def test_eggs_of_every_form(tmp_path):
    files = {
        "PyYAML-5.3.1-py3.8.egg-info/PKG-INFO": "Name: PyYAML\nVersion: 5.3.1\n",
        "six-1.16.0.egg-info": "Name: six\n",
        "noversion.egg-info/PKG-INFO": "Metadata-Version: 1.0\nName: noversion\nVersion: 0.3\n\nVersion: 9\n",
        "/eggs/foo-1.2-py3.8.egg/EGG-INFO/PKG-INFO": "",
    }
    root = venv(tmp_path, files)
    found = {item.name: item.version for item in read(root, (SITE, "/eggs/foo-1.2-py3.8.egg"))}
    assert found == {"pyyaml": "5.3.1", "six": "1.16.0", "noversion": "0.3", "foo": "1.2"}


def test_the_first_on_the_path_comes_first_and_the_double_stays_visible(tmp_path):
    files = {**distribution("numpy", "1.26.4"), "/user/numpy-2.0.0.dist-info/METADATA": ""}
    found = read(venv(tmp_path, files), ("/user", SITE))
    assert [(item.version, item.location) for item in found] == [
        ("2.0.0", "/user"),
        ("1.26.4", SITE),
    ]


def test_what_a_removal_left_behind_is_no_double(tmp_path):
    files = {
        **distribution("numpy", "1.26.4"),
        "numpy-1.24.0.dist-info/INSTALLER": "pip\n",
        "~umpy-1.23.0.dist-info/METADATA": "",
    }
    assert [item.version for item in read(venv(tmp_path, files))] == ["1.26.4"]


def test_two_whole_metadata_folders_of_one_name_are_both_shown(tmp_path):
    files = {**distribution("numpy", "1.26.4"), **distribution("numpy", "2.0.0")}
    assert [item.version for item in read(venv(tmp_path, files))] == ["1.26.4", "2.0.0"]


@pytest.mark.parametrize("space", ["", " "])
def test_editable_by_direct_url(tmp_path, space):
    url = f'{{"dir_info": {{"editable":{space}true}}, "url": "file:///src/mmaction2"}}'
    files = distribution("mmaction2", "1.2.0")
    files["mmaction2-1.2.0.dist-info/direct_url.json"] = url
    assert read(venv(tmp_path, files))[0].editable


def test_a_wheel_from_a_file_is_not_editable(tmp_path):
    files = distribution("mmcv", "2.1.0")
    files["mmcv-2.1.0.dist-info/direct_url.json"] = (
        '{"archive_info": {}, "url": "file:///w/mmcv.whl"}'
    )
    assert not read(venv(tmp_path, files))[0].editable


def test_editable_by_egg_link(tmp_path):
    files = {
        "mmaction2.egg-link": "/src/mmaction2\n.\n",
        "easy-install.pth": "/src/mmaction2\n",
        "/src/mmaction2/mmaction2.egg-info/PKG-INFO": "Name: mmaction2\nVersion: 1.2.0\n",
    }
    found = read(venv(tmp_path, files), (SITE, "/src/mmaction2"))
    assert [(item.name, item.version, item.editable) for item in found] == [
        ("mmaction2", "1.2.0", True)
    ]


def test_conda_packages(tmp_path):
    files = {
        "/env/conda-meta/history": "",
        "/env/conda-meta/pytorch-2.1.2-py3.8_cuda12.1_cudnn8.9.2_0.json": "{}",
        "/env/conda-meta/ca-certificates-2023.08.22-h06a4308_0.json": "{}",
        "/env/conda-meta/numpy-1.24.3-py38_0.json": "{}",
        "numpy-1.24.3.dist-info/METADATA": "",
        "torch-2.1.2-py3.8.egg-info": "",
    }
    found = {item.name: item for item in read(venv(tmp_path, files))}
    assert found["pytorch"].version == "2.1.2"
    assert found["pytorch"].installer == "conda"
    assert found["pytorch"].location == "/env/conda-meta"
    assert found["ca-certificates"].version == "2023.08.22"
    assert (found["numpy"].installer, found["numpy"].location) == ("conda", SITE)
    assert len(found) == 4


def test_a_conda_package_that_pip_replaced_stays_visible(tmp_path):
    files = {"/env/conda-meta/numpy-1.24.3-py38_0.json": "{}", **distribution("numpy", "2.0.0")}
    found = [(item.version, item.installer) for item in read(venv(tmp_path, files))]
    assert found == [("2.0.0", "pip"), ("1.24.3", "conda")]


def test_a_folder_that_cannot_be_listed_makes_the_fact_unreadable(tmp_path):
    class Locked(Folders):
        def failure(self, path):
            return "[Errno 13] Permission denied" if path == SITE else ""

    found = read_distributions(Locked(venv(tmp_path)), (), (SITE,), PREFIX)
    assert found.state == UNREADABLE
    assert "Permission denied" in found.reason
    assert found.source == SITE


def test_an_empty_environment_has_no_distributions(tmp_path):
    found = read_distributions(Folders(venv(tmp_path)), (), (SITE,), PREFIX)
    assert found.known() == ()
