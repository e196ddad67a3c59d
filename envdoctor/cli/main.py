"""The command line: finds the verb, and turns whatever happens into one exit code and one line."""

from __future__ import annotations  # `--version` answers without waiting for typing's import

import gc
import os
import sys
from errno import EDQUOT, EFBIG, ENOSPC

from envdoctor import __version__
from envdoctor.cli.exits import INTERRUPTED, NOT_FINISHED, WRONG_CALL


def run() -> None:
    """The console script: `envdoctor ...`."""
    # A check lives for a twentieth of a second; looking for garbage in it takes longer than any.
    gc.disable()
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller closed it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # What an old code page lacks becomes "?", not a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = main(sys.argv[1:])
    gc.freeze()  # nor is there any to be looked for at exit, where the interpreter does so twice
    sys.exit(code)


def main(arguments: list[str]) -> int:
    """Runs one call and returns its exit code; never raises but for `--debug`."""
    if arguments == ["--version"]:
        print(f"envdoctor {__version__}")
        return 0
    command: list[str] = []
    if "--" in arguments:
        from envdoctor.cli.arguments import apart

        arguments, command = apart(arguments)
    try:
        return _call(arguments, command)
    except KeyboardInterrupt:
        return _fail(arguments, _interrupted(), {}, INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has enough of it; without this, Python complains at exit.
        _discard_output()
        return 0
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _explain(arguments, error)


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _interrupted() -> str:
    from envdoctor.model.text import _

    return _("interrupted")


def _explain(arguments: list[str], error: Exception) -> int:
    from envdoctor.model.problem import Problem, WrongInput
    from envdoctor.model.text import _

    if isinstance(error, Problem):
        code = WRONG_CALL if isinstance(error, WrongInput) else NOT_FINISHED
        return _fail(arguments, error.sentence, error.params, code)
    if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT, EFBIG):
        _discard_output()
        sentence = _("the output cannot be written: {error}")
        return _fail(arguments, sentence, {"error": os.strerror(error.errno)}, NOT_FINISHED)
    sentence = _("envdoctor itself failed ({error}); run it again with --debug and report it")
    return _fail(arguments, sentence, {"error": f"{type(error).__name__}: {error}"}, NOT_FINISHED)


def _call(arguments: list[str], command: list[str]) -> int:
    from importlib import import_module

    from envdoctor.cli.arguments import parse
    from envdoctor.report.language import Language, chosen

    options = parse(arguments, _language(arguments))
    options.command = command
    code = chosen(options.lang, os.environ)
    if options.lang is None and not options.json and not _can_print("\u4e2d"):
        code = "en"  # a locale that speaks Chinese, and an output that cannot
    language = Language(code)
    verb = import_module(f"envdoctor.cli.{options.verb}")
    exit_code: int = verb.run(options, language)
    sys.stdout.flush()
    return exit_code


def _can_print(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _language(arguments: list[str]) -> str:
    """The language of help and of complaints about the call, before the call is understood."""
    from envdoctor.report.language import chosen

    return chosen(_value(arguments, "--lang"), os.environ)


def _value(arguments: list[str], option: str) -> str | None:
    for number, argument in enumerate(arguments):
        if argument == option and number + 1 < len(arguments):
            return arguments[number + 1]
        if argument.startswith(option + "="):
            return argument[len(option) + 1 :]
    return None


def _fail(arguments: list[str], sentence: str, params: dict[str, str], code: int) -> int:
    """One line on stderr; with `--json` also the error document on stdout."""
    from envdoctor.report.language import Language
    from envdoctor.report.sanitize import for_terminal

    text = Language(_language(arguments)).text(sentence, params)
    if "--json" in arguments:
        from envdoctor.report.document import dumps, error_document

        print(dumps(error_document(text, code)), flush=True)
    print(f"envdoctor: {for_terminal(text)}".replace("\n", " "), file=sys.stderr)
    return code
