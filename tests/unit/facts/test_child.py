"""What a child prints is believed only when it carries the token."""

import json

import pytest

from envdoctor.facts import child

TOKEN = "0123456789abcdef"


def line(**content):
    return json.dumps(content).encode()


def test_a_line_of_ours():
    event = child._parse(line(envdoctor=TOKEN, event="done"), TOKEN)
    assert event == {"envdoctor": TOKEN, "event": "done"}


@pytest.mark.parametrize(
    "garbage",
    [
        b"loading ...",
        b'{"event": "done"}',
        line(envdoctor="another", event="done"),
        line(envdoctor=TOKEN),
        line(envdoctor=TOKEN, event=3),
        b'["' + TOKEN.encode() + b'"]',
        b"\xff\xfe" + TOKEN.encode(),
        TOKEN.encode() + b"[" * 50_000,
        b"",
    ],
)
def test_garbage_is_passed_over(garbage):
    assert child._parse(garbage, TOKEN) is None


@pytest.mark.parametrize(
    ("code", "how"),
    [
        (1, "exit code 1"),
        (0xC0000005, "exit code 0xC0000005"),
        (-11, "SIGSEGV"),
        (-250, "signal 250"),
    ],
)
def test_how_a_process_ended(code, how):
    assert child._how(code) == how


def test_the_most_telling_line_of_standard_error():
    said = b"warning\nFatal Python error: Segmentation fault\n\nCurrent thread ...\n  File x\n"
    assert child._telling(said) == "Fatal Python error: Segmentation fault"
    assert child._telling(b"Traceback\nImportError: libc10.so\n\n") == "ImportError: libc10.so"
    assert child._telling(b"\xff\n") == "\N{REPLACEMENT CHARACTER}"
    assert child._telling(b"") == ""
