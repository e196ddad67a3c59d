import pytest

from envdoctor.facts.outcome import failed, not_running
from envdoctor.facts.root import TooLarge
from envdoctor.model.read import Read


@pytest.mark.parametrize(
    "error", [FileNotFoundError(2, "No such file"), NotADirectoryError(20, "Not a directory")]
)
def test_what_is_not_there_is_absent(error):
    assert failed(error, "/x") == Read.absent("/x", error.strerror)


def test_what_may_not_be_read_is_unreadable_in_the_systems_words():
    assert failed(PermissionError(13, "Permission denied"), "/x") == Read.unreadable(
        "/x", "Permission denied"
    )


def test_an_error_without_a_number_keeps_its_text():
    assert failed(TooLarge("/x is larger than 4 bytes"), "/x").reason == "/x is larger than 4 bytes"
    assert failed(ValueError("embedded null byte"), "/x").state == "unreadable"


def test_a_folder_does_not_run():
    assert not_running("NVML") == Read.unknown("not a running machine", "NVML")
