"""What can be said on the command line; each option declared once, each verb by a list of them."""

from __future__ import annotations

import argparse
import os

from envdoctor import __version__
from envdoctor.cli import plan_options
from envdoctor.model.facts import GPU_EXPECTATIONS
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.report.language import LANGUAGES, Language

if TYPE_CHECKING:
    from typing import Any, Dict, List, NoReturn, Tuple


class Verb(NamedTuple):
    """A verb's line in the help, and the options it takes."""

    help: str
    options: Tuple[str, ...]


_COMMON = ("json", "lang", "no_color", "quiet", "verbose", "debug")
_TARGET = ("python", "env")
EXPORT_FORMATS = ("requirements", "pylock", "conda", "uv", "dockerfile")
_SUBJECTS = (*_TARGET, "facts")
"""What is inspected: one of these, never two of which one would be passed over in silence."""

VERBS: Dict[str, Verb] = {
    "check": Verb(
        _("check every layer; report what is wrong and the commands that fix it"),
        (
            *_TARGET,
            "facts",
            "deep",
            "expect_gpu",
            "strict",
            "select",
            "ignore",
            "no_redact",
            "markdown",
            *_COMMON,
        ),
    ),
    "verify": Verb(
        _("prove that video recognition works, by running a bundled recognizer"),
        (*_TARGET, "video", "device", "timeout", *_COMMON),
    ),
    "explain": Verb(
        _("name the cause of a failure, from what was printed: a log, a traceback, an issue"),
        ("text", *_COMMON),
    ),
    "run": Verb(
        _("run a command unchanged, and explain its failure: envdoctor run -- CMD ..."),
        _COMMON,
    ),
    "install": Verb(
        _("plan one set of packages that fits the machine, or say why there is none"),
        (*plan_options.WISHES, *plan_options.MACHINE, "offline", "fix", "dry_run", *_COMMON),
    ),
    "matrix": Verb(
        _("show which builds of torch go with what on a machine, and why the others do not"),
        (*plan_options.WISHES, *plan_options.MACHINE, "torch", "everything", *_COMMON),
    ),
    "export": Verb(
        _("write such a set as a file that pip, conda, uv or docker takes"),
        (
            "format",
            *plan_options.WISHES,
            *plan_options.MACHINE,
            "offline",
            "fix",
            "output",
            "force",
            *_COMMON,
        ),
    ),
    "diff": Verb(
        _("compare two saved reports: which facts differ, and which of them matter"),
        ("first", "second", *_COMMON),
    ),
    "rules": Verb(_("list the rules, or print one rule's page"), ("rule", *_COMMON)),
}


class _Named(argparse.Action):
    """A value that is not empty: `--python "$UNSET"` is a wrong call, not a call without it."""

    def __call__(self, _parser: Any, namespace: Any, values: Any, _option: Any = None) -> None:
        if not values:
            missing = argparse._("expected one argument")  # type: ignore[attr-defined]
            raise argparse.ArgumentError(self, missing)
        setattr(namespace, self.dest, values)


_OPTIONS: Dict[str, Tuple[Tuple[str, ...], Dict[str, Any]]] = {
    "python": (
        ("--python",),
        {
            "action": _Named,
            "metavar": "PATH",
            "default": "",
            "help": _("the interpreter to inspect"),
        },
    ),
    "env": (
        ("--env",),
        {
            "action": _Named,
            "metavar": "DIR|NAME",
            "default": "",
            "help": _("the environment to inspect: a folder, or a conda environment's name"),
        },
    ),
    "deep": (
        ("--deep",),
        {
            "action": "store_true",
            "help": _(
                "also compare every file, and import the packages in the environment's Python"
            ),
        },
    ),
    "facts": (
        ("--facts",),
        {
            "action": _Named,
            "metavar": "FILE",
            "default": "",
            "help": _("judge saved facts (a file of check --json, or - for standard input)"),
        },
    ),
    "expect_gpu": (
        ("--expect-gpu",),
        {
            "choices": GPU_EXPECTATIONS,
            "default": "",
            "help": _("whether a GPU must be there (default: optional)"),
        },
    ),
    "strict": (("--strict",), {"action": "store_true", "help": _("warnings count as problems")}),
    "select": (
        ("--select",),
        {
            "metavar": "RULE",
            "action": "append",
            "default": [],
            "help": _("only this rule, or the rules below this prefix; may be given again"),
        },
    ),
    "ignore": (
        ("--ignore",),
        {
            "metavar": "RULE",
            "action": "append",
            "default": [],
            "help": _("not this rule, nor those below this prefix; may be given again"),
        },
    ),
    "markdown": (
        ("--markdown",),
        {"action": "store_true", "help": _("print Markdown, to paste into an issue")},
    ),
    "text": (
        ("text",),
        {"metavar": "FILE", "help": _("what was printed (- for standard input)")},
    ),
    "format": (
        ("format",),
        {
            "metavar": "FORMAT",
            "choices": EXPORT_FORMATS,
            "help": _(
                "requirements (for pip), pylock (PEP 751), conda (environment.yml), uv (pyproject.toml) or dockerfile"
            ),
        },
    ),
    "output": (
        ("-o", "--output"),
        {
            "action": _Named,
            "metavar": "FILE",
            "default": "",
            "help": _("write this file (default: standard output)"),
        },
    ),
    "force": (
        ("--force",),
        {"action": "store_true", "help": _("write over a file that is there already")},
    ),
    "first": (
        ("first",),
        {"metavar": "FIRST", "help": _("a file of check --json")},
    ),
    "second": (
        ("second",),
        {"metavar": "SECOND", "help": _("the file to compare it with")},
    ),
    "no_redact": (
        ("--no-redact",),
        {"action": "store_true", "help": _("keep private names and paths in the report")},
    ),
    "video": (
        ("--video",),
        {
            "action": _Named,
            "metavar": "FILE",
            "default": "",
            "help": _("recognise this clip instead of the bundled one"),
        },
    ),
    "device": (
        ("--device",),
        {
            "metavar": "DEVICE",
            "action": "append",
            "default": [],
            "help": _("cpu or cuda:N; may be given again (default: all)"),
        },
    ),
    "timeout": (
        ("--timeout",),
        {
            "metavar": "SECONDS",
            "type": float,
            "default": 300.0,
            "help": _("time limit for the whole proof"),
        },
    ),
    "rule": (
        ("rule",),
        {"metavar": "RULE", "nargs": "?", "default": "", "help": _("the rule whose page to print")},
    ),
    "json": (("--json",), {"action": "store_true", "help": _("print one JSON document")}),
    "lang": (
        ("--lang",),
        {
            "choices": LANGUAGES,
            "default": None,
            "help": _("language of the report (default: the locale's)"),
        },
    ),
    "no_color": (
        ("--no-color",),
        {"action": "store_true", "help": _("no colours (as with NO_COLOR)")},
    ),
    "quiet": (("-q", "--quiet"), {"action": "store_true", "help": _("print only the verdict")}),
    "verbose": (
        ("-v", "--verbose"),
        {"action": "store_true", "help": _("print information and how each rule ended, too")},
    ),
    "debug": (("--debug",), {"action": "store_true", "help": _("show the traceback of a failure")}),
    **{
        name: (flags, {"action": _Named, **keywords} if "metavar" in keywords else keywords)
        for name, (flags, keywords) in plan_options.OPTIONS.items()
    },
}


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal, found without shutil: argparse makes one for every option."""

    def __init__(self, prog: str, **keywords: Any) -> None:
        super().__init__(prog, **{"width": _help_width(), **keywords})


def _help_width() -> int:
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(1).columns) - 2
    except (OSError, ValueError):
        return 78


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, by an exception, so that every exit path is ours."""

    def __init__(self, **keywords: Any) -> None:
        # A shortened --json would not be known for what it is where the call itself is wrong.
        super().__init__(**keywords, allow_abbrev=False, formatter_class=_Help)

    def error(self, message: str) -> NoReturn:
        raise WrongInput(
            _("{problem} (see {program} --help)"), {"problem": message, "program": self.prog}
        )


def apart(arguments: List[str]) -> Tuple[List[str], List[str]]:
    """The call's own words, and those of the command that `run -- CMD ...` is about."""
    if _verb(arguments) != "run" or "--" not in arguments:
        return arguments, []
    end = arguments.index("--")
    return arguments[:end], arguments[end + 1 :]


def _verb(arguments: List[str]) -> str:
    return next((argument for argument in arguments if not argument.startswith("-")), "")


def parse(arguments: List[str], language: str) -> argparse.Namespace:
    """The call; raises `WrongInput`. Help and version print themselves and leave by `SystemExit`."""
    text = Language(language).text
    # argparse looks its own words up in gettext's default domain, and so loads gettext's locale
    # machinery for every call; this hands it our catalogue instead.
    argparse._ = text  # type: ignore[attr-defined]
    parser = _Parser(
        prog="envdoctor",
        description=text(
            _(
                "Finds the layer that breaks a PyTorch + OpenMMLab environment, and proves when it works."
            )
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"envdoctor {__version__}",
        help=text(_("show program's version number and exit")),
    )
    verbs = parser.add_subparsers(
        dest="verb", metavar=text(_("VERB")), required=True, prog="envdoctor"
    )
    chosen = _verb(arguments)
    for name in (chosen,) if chosen in VERBS else VERBS:
        verb = VERBS[name]
        sub = verbs.add_parser(name, help=text(verb.help), description=text(verb.help))
        if name == chosen:
            _add_options(sub, verb, text, arguments)
    return parser.parse_args(arguments)


def _add_options(
    parser: argparse.ArgumentParser, verb: Verb, text: Any, arguments: List[str]
) -> None:
    subject = parser.add_mutually_exclusive_group() if "python" in verb.options else parser
    needed = _needed(verb, arguments)
    for name in verb.options:
        flags, keywords = _OPTIONS[name]
        if name in needed:
            place = subject if name in _SUBJECTS else parser
            place.add_argument(*flags, **{**keywords, "help": text(keywords["help"])})
        else:
            parser.set_defaults(**{name: keywords.get("default", False)})


def _needed(verb: Verb, arguments: List[str]) -> Tuple[str, ...]:
    """The options that this call is about: to declare all takes longer than to parse a few."""
    flags = {flag: name for name in verb.options for flag in _OPTIONS[name][0]}
    named = [word.partition("=")[0] for word in arguments if word.startswith("-")]
    if any(word not in flags for word in named):
        return verb.options  # help, or something strange: to be answered with all of them in view
    asked = {flags[word] for word in named}
    return tuple(
        name for name in verb.options if name in asked or not _OPTIONS[name][0][0].startswith("-")
    )
