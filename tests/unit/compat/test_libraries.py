"""OpenCV and NumPy, as the wheels' own metadata and binaries tell."""

import pytest

from envdoctor.compat.versions import order


@pytest.mark.parametrize(
    ("version", "majors"),
    [
        ("4.5.5.64", (1,)), ("4.9.0.80", (1,)), ("4.10.0.82", (1,)), ("4.10.0.84", (1, 2)),
        ("4.11.0.86", (1, 2)), ("4.12.0.88", (2,)), ("4.13.0.92", (2,)), ("5.0.0.93", (2,)),
    ],
)  # fmt: skip
def test_opencv(tables, version, majors):
    known = tables.libraries.opencv(version)
    assert known.majors == majors
    assert known.source


def test_metadata_and_binary_are_told_apart(tables):
    assert tables.libraries.opencv("4.9.0.80").declared == (1, 2)
    assert tables.libraries.opencv("4.9.0.80").built_for == (1,)
    assert tables.libraries.opencv("4.12.0.88").requires == "numpy>=2,<2.3.0"
    assert tables.libraries.opencv("5.0.0.93").built_for is None


def test_between_two_known_releases_nothing_is_said(tables):
    assert tables.libraries.opencv("4.11.0.90") is None


def test_the_opencv_to_fall_back_to(tables):
    assert tables.libraries.newest_opencv_for(1) == "4.11.0.86"
    assert tables.libraries.newest_opencv_for(2) is None, "the newest of all will do"
    assert tables.libraries.newest_opencv_for(3) is None


def test_who_owns_cv2(tables):
    owners = tables.libraries.cv2_distributions()
    assert {"opencv-python", "opencv-contrib-python", "opencv-python-headless"} < set(owners)


def test_other_compiled_modules(tables):
    xtcocotools = tables.libraries.numpy_majors("xtcocotools", "1.14.3")
    assert (xtcocotools.built_for, xtcocotools.certainty) == ((1,), "high")
    assert tables.libraries.numpy_majors("xtcocotools", "1.15") is None
    assert tables.libraries.numpy_majors("scipy", "1.11.4").built_for == (1,)
    assert tables.libraries.numpy_majors("scipy", "1.13.0") is None
    assert tables.libraries.numpy_majors("requests", "1.0") is None


def test_the_setuptools_that_torch_needs(tables):
    need = tables.libraries.setuptools_need("torch", "2.13.0+cpu")
    assert (need.at_least, need.required_by) == ("77.0.3", "torch>=2.13")
    assert need.source
    assert tables.libraries.setuptools_need("torch", "2.12.0") is None
    assert tables.libraries.setuptools_need("torchvision", "2.13.0") is None
    assert tables.libraries.setuptools_need("openxlab", "0.1.3").at_least == "60.2.0"


def test_rows_of_opencv_do_not_overlap(tables):
    rows = tables.libraries._document.rows("opencv")
    for before, after in zip(rows, rows[1:]):
        assert order(before["last"]) < order(after["first"])


def test_which_pythons_a_library_has_wheels_for(tables):
    assert tables.libraries.pythons("numpy", "1.26.4").serve("3.12")
    assert not tables.libraries.pythons("numpy", "1.26.4").serve("3.13")
    assert not tables.libraries.pythons("numpy", "2.0.0").serve("3.8")
    assert tables.libraries.pythons("numpy", "2.0.0").serve("3.14")
    assert tables.libraries.pythons("yapf", "0.40.2") is None
    assert tables.libraries.opencv_versions()[:3] == ("4.13.0.90", "4.12.0.88", "4.11.0.86")
