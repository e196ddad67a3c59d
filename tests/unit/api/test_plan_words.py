"""Words of a request in the tables' words, or one sentence that says what would do."""

import pytest

from envdoctor.api.plan_words import checked_request, is_version
from envdoctor.compat.tables import Tables
from envdoctor.model.problem import WrongInput
from envdoctor.model.request import Request

TABLES = Tables()


def checked(**wishes):
    return checked_request(Request(**wishes), TABLES)


@pytest.mark.parametrize("text", ["11.8", "cu118", "118", "CUDA 11.8", "11.8.0"])
def test_a_cuda_as_people_write_it(text):
    assert checked(cuda=text).cuda == "11.8"


@pytest.mark.parametrize("text", ["99", "12", "11.9", "rocm", "cu", "11.8; rm"])
def test_a_cuda_that_no_torch_was_built_for(text):
    with pytest.raises(WrongInput, match=r"auto, cpu, .*11\.8, 12\.1"):
        checked(cuda=text)


@pytest.mark.parametrize("text", ["3.8", "3.10", "2.7", "3.10.4", "3"])
def test_a_version_is_no_interpreter(text):
    assert is_version(text)


@pytest.mark.parametrize("text", ["", "python3.8", ".venv/bin/python", "3.x", "py38", "3.8/"])
def test_an_interpreter_is_no_version(text):
    assert not is_version(text)


def test_a_python_without_its_minor_is_asked_back():
    with pytest.raises(WrongInput, match=r"as in 3\.10"):
        checked(python="3")


def test_packages_in_one_order_and_once():
    assert checked(packages=("mmpose", "mmdet")).packages == ("mmdet", "mmpose")
    with pytest.raises(WrongInput, match="mmdet, mmpose"):
        checked(packages=("mmseg",))


def test_releases_of_mmaction2():
    assert checked(mmaction2="v1.1.0").mmaction2 == "1.1.0"
    with pytest.raises(WrongInput, match=r"1\.2\.0"):
        checked(mmaction2="1.9")


def test_third_parties_by_the_beginning_of_their_name():
    assert checked(allowed_indexes=("onedl",)).allowed_indexes == ("onedl-mmcv",)
    for name in ("", "nobody", "onedl-mmcv-2"):
        with pytest.raises(WrongInput, match="onedl-mmcv"):
            checked(allowed_indexes=(name,))
