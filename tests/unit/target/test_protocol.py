"""Stages are reported in order, each with its outcome; what breaks in one stays in it."""

import json

from envdoctor.target.protocol import Done, Fail, Measured, Skip, Stages, one_line


class Host:
    def __init__(self, **how):
        self.raw = b""
        self.stages = Stages(self.write, "token", **how)

    def write(self, text):
        self.raw += text

    @property
    def events(self):
        lines = [json.loads(line) for line in self.raw.splitlines() if line]
        assert all(line.pop("envdoctor") == "token" for line in lines)
        return lines

    def end(self, name):
        return next(e for e in self.events if e["event"] == "end" and e["stage"] == name)


def test_a_stage_that_passes():
    host = Host()
    value = host.stages.run("one", lambda: Done(42, Measured("a", "b", "c")))
    assert value == 42
    assert host.events[0] == {"event": "start", "stage": "one"}
    end = host.end("one")
    assert (end["status"], end["measured"], end["expected"], end["tolerance"]) == (
        "passed",
        "a",
        "b",
        "c",
    )
    assert end["seconds"] >= 0


def test_values_reach_the_stages_that_need_them():
    host = Host()
    host.stages.run("one", lambda: Done(1, Measured()))
    host.stages.run("two", lambda: Done(2, Measured()))
    assert host.stages.run("sum", lambda a, b: Done(a + b, Measured()), needs=("one", "two")) == 3


def test_failures_and_skips_carry_reason_and_measurement():
    host = Host()

    def fail():
        raise Fail("wrong_pixels", Measured("3", "0"), name="x")

    def skip():
        raise Skip("own_video")

    assert host.stages.run("one", fail) is None
    host.stages.run("two", skip)
    one = host.end("one")
    assert (one["status"], one["reason"], one["params"]) == (
        "failed",
        "wrong_pixels",
        {"name": "x"},
    )
    assert one["measured"] == "3"
    assert host.end("two")["status"] == "skipped"
    assert host.stages.reason("one") == "wrong_pixels"


def test_what_a_library_raises_is_a_failure_with_its_text():
    host = Host()
    host.stages.run("one", lambda: 1 / 0)
    assert host.end("one")["params"] == {"error": "ZeroDivisionError: division by zero"}


def test_a_chain_names_where_it_broke():
    host = Host()
    host.stages.run("one", lambda: 1 / 0)
    host.stages.run("two", lambda one: Done(one, Measured()), needs=("one",))
    host.stages.run("three", lambda two: Done(two, Measured()), needs=("two",))
    assert host.end("three")["params"] == {"stage": "one"}
    assert host.end("three")["status"] == "skipped"


def test_finished_stages_run_again_without_a_second_result():
    host = Host(finished=["one"], broken=["two"])
    ran = []
    assert host.stages.run("one", lambda: Done(ran.append(1) or 5, Measured())) == 5
    host.stages.run("two", lambda: Done(ran.append(2), Measured()))
    assert ran == [1]
    assert [event["event"] for event in host.events] == ["start"]


def test_lines_begin_afresh_after_what_a_library_left_unended():
    host = Host()
    host.raw = b"a library's half line"
    host.stages.tell("done")
    assert json.loads(host.raw.splitlines()[-1])["event"] == "done"


def test_lines_are_ascii_whatever_is_in_them():
    host = Host()
    host.stages.run("one", lambda: Done(None, Measured("腕相撲 \udcff")))
    assert host.raw.isascii()


def test_one_line_is_the_first_telling_one():
    assert one_line("\n  \n first \nsecond") == "first"
    assert one_line("") == ""
    assert len(one_line("x" * 5000)) == 300
