"""How something was installed or built when it failed: by what command, of what package, isolated or not."""

from __future__ import annotations

import re

from envdoctor.diagnose.errors.openmmlab_told import files, is_installed
from envdoctor.diagnose.errors.sighting import Sighting
from envdoctor.model.account import Account, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional

_COMMAND = re.compile(
    r"^\W{0,3}(?:RUN |\$ |> |# |\(\w{1,40}\) ?\S{0,80}[$#>] ?)?(?:sudo )?"
    r"(?:(?:py|python|python3)(?:\.\d{1,2})?(?:\.exe)? (?:-m )?)?"
    r"(?:pip|pip3|uv|mim|poetry|pipx|conda|mamba|setup\.py|build|easy_install)(?:\.exe)?\b"
    r".{0,60}\b(?:install|add|sync|wheel|develop|build|build_ext|bdist_wheel|create|update)\b"
)
_RUN = re.compile(
    r"(?:^|[$#>;&|]\s?|\s)(?:python3?(?:\.\d{1,2})?(?:\.exe)? (?!-m (?:pip|build|mim)\b|setup\.py)"
    r"(?:-\w |\S{1,200}\.py\b)|torchrun |accelerate |deepspeed |pytest\b|bash \S{1,200}\.sh|\./\S{1,200}\.sh)"
    r"|^\s*>>> |^\s*In \[\d|ipython-input|Cell In\["
)
"""A line that runs a program of the user's."""
_OF_BUILD = re.compile(r"setup\.py|<string>|<pip-|build[-_]|pip-|/tmp/")
_INSTALLING = re.compile(
    r"(?i)\b(?:pip3?|uv|poetry|pixi|pdm|mim|conda|mamba)(?: pip)? (?:install|sync|add|update|lock)\b|requirements\S{0,30}\.txt"
    r"|\bdocker(?:file| build)|\b(?:podman|buildah|image) build|build(?:ing)? (?:the |an |a )?(?:docker |container )?image"
    r"|^\s*RUN\s|\binstall(?:ing|ation) (?:fails|failed|of|mm\w+)|environment\.ya?ml|pyproject\.toml"
)
_BUILT = re.compile(
    r"(?:[Bb]uild(?:ing)? wheel(?:s for collected packages:|s? for)|Running setup\.py (?:install|bdist_wheel) for|"
    r"[Ff]ailed to build(?: installable wheels for some pyproject\.toml based projects \()?) [`'(]?([A-Za-z][\w.-]{1,60})"
    r"|building '([A-Za-z]\w{1,40})(?:\.\w{1,40}){0,4}' extension"
)
_COLLECTING = re.compile(r"\s*Collecting ([A-Za-z][\w.-]{0,60})")


def last_command(account: Account, before: Quote) -> str:
    """The last install or build command at or above a line; "" when there is none."""
    above = [line for line in account.excerpt.lines if line.number <= before.number]
    for line in reversed(above):
        if is_command(line.text):
            return line.text.strip()
    return ""


def collected(account: Account, before: Quote) -> str:
    """The last package that pip collected above a line; "" when there is none."""
    above = [line for line in account.excerpt.lines if line.number < before.number]
    for line in reversed(above):
        match = _COLLECTING.match(line.text)
        if match:
            return match[1].lower()
    return ""


def built(account: Account) -> str:
    """The package whose sources are built, as pip and setuptools name it; "" where nothing does."""
    for line in account.excerpt.lines:
        match = _BUILT.search(line.text)
        if match:
            return next(name for name in match.groups() if name).lower().replace("_", "-")
    return ""


def is_command(text: str) -> bool:
    """Whether a line is a command that installs or builds something."""
    return _COMMAND.search(text) is not None


def speaks_of_install(seen: Sighting, account: Account) -> bool:
    """Whether a text is about an installation or an image's build, and shows no script that ran."""
    lines = account.excerpt.lines
    above = [line.text for line in lines if line.number <= seen.line.number]
    if any(_RUN.search(text) and not is_command(text) for text in above):
        return False
    if any(
        not is_installed(path) and not _OF_BUILD.search(path) for path in files(account, seen.line)
    ):
        return False
    return any(_INSTALLING.search(line.text) for line in lines)


def is_isolated(account: Account) -> Optional[bool]:
    """Whether pip builds in an environment of its own; None when the text does not tell."""
    if account.has("--no-build-isolation", "--no-isolation"):
        return False
    if account.has(
        *(
            "Getting requirements to build",
            "get_requires_for_build",
            "build-env",
            "(pyproject.toml)",
        ),
        *("builds-v0", "Failed to build `", "Preparing metadata (pyproject", "build_editable"),
    ):
        return True
    legacy = ("setup.py egg_info", "setup.py install", "setup.py develop", "setup.py build")
    return False if account.has(*legacy) else None
