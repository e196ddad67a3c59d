"""Runs the stages in the inspected interpreter: `python main.py`, request on standard input.

The request's "job" says which: the recognizer's ("recognize", where it says nothing) or the imports ("import").

Started by the host as a script. Standard output carries the protocol alone: what libraries
print there goes to standard error instead.
"""

import os
import sys


def _as_package() -> None:
    """Makes the folder of this file importable as one package, and takes it off sys.path.

    As a script's folder it would stand first there, and its plainly named modules could be
    taken for others (`request`, `decoders`) by the libraries under test.
    """
    import importlib.util

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    spec = importlib.util.spec_from_file_location(
        "envdoctor_target", os.path.join(here, "__init__.py"), submodule_search_locations=[here]
    )
    package = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    sys.modules["envdoctor_target"] = package
    spec.loader.exec_module(package)  # type: ignore[union-attr]


def _private_output() -> int:
    """A copy of standard output for the protocol; the original then leads to standard error."""
    output = os.dup(1)
    os.dup2(2, 1)
    return output


def _request_line() -> bytes:
    """The first line of standard input, read without buffering: the rest is watched below."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(0, 65536)
        if not part:
            break
        line += part
    return line


def _end_with_host() -> None:
    """Leaves as soon as the host is gone: its end of standard input closes with it."""
    import threading

    def watch() -> None:
        while os.read(0, 1):
            pass
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """All stages; ends the process without running exit handlers, which may crash by themselves."""
    import faulthandler
    import json

    output = _private_output()
    faulthandler.enable()
    line = _request_line()
    _end_with_host()
    _as_package()
    from envdoctor_target import protocol  # type: ignore[import-not-found]

    asked = json.loads(line.decode("utf-8"))

    def write(text: bytes) -> None:
        while text:
            text = text[os.write(output, text) :]

    stages = protocol.Stages(
        write, asked["token"], asked.get("finished", ()), asked.get("broken", ())
    )
    if asked.pop("job", "recognize") == "import":
        from envdoctor_target import imports

        imports.run(stages, asked["modules"], asked["watched"])
    else:
        from envdoctor_target import bundled, request

        bundled.run(stages, request.Request(**asked))
    stages.tell("done")
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
