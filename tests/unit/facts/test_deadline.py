import _thread
import threading

import pytest

from envdoctor.facts.deadline import NoAnswer, Pending


def test_the_answer_is_what_the_call_returned_every_time_it_is_asked_for():
    pending = Pending(lambda: [1], 30)
    assert pending.answer() is pending.answer()


def test_none_is_an_answer():
    assert Pending(lambda: None, 30).answer() is None


def test_what_the_call_raised_is_raised():
    def fail():
        raise PermissionError(13, "Permission denied")

    with pytest.raises(PermissionError):
        Pending(fail, 30).answer()


def test_a_call_that_hangs_has_no_answer():
    gate = threading.Event()
    pending = Pending(gate.wait, 0.05)
    try:
        with pytest.raises(NoAnswer, match=r"^did not answer within 0\.05 s$"):
            pending.answer()
    finally:
        gate.set()


def test_the_call_runs_before_the_answer_is_asked_for():
    begun = threading.Event()
    Pending(begun.set, 30)
    assert begun.wait(30)


def test_without_a_thread_there_is_no_answer(monkeypatch):
    def refuse(*arguments):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(_thread, "start_new_thread", refuse)
    with pytest.raises(NoAnswer, match="can't start new thread"):
        Pending(int, 30).answer()
