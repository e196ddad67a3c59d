"""Asks uv which files a set comes to with everything that it requires.

A lock has to name every distribution. What a wheel requires stands in its metadata, so that a
resolver has to read them all; uv is the one that can do so for another Python and another system,
keep each package to its index, and give a hash to a file whose page gives none.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile

from envdoctor.facts.indexes.locked import Unusable, read_lock
from envdoctor.model.manifest import Lock
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Mapping, Tuple

    from envdoctor.facts.indexes.configuration import Configuration, Place

_UNNAMED = "https://index.invalid/simple"
"""Stands where a configuration names no index, so that uv's own default is meant."""
_CREDENTIALS = re.compile(r"//[^/\s@]{1,500}@")
_NOISE = ("warning:", "Resolved ", "Using ")
_MARKS = ("error:", "cause:", "hint:")
_LONGEST_REASON = 600


class Incomplete(Exception):
    """Why there is no complete set: one sentence."""

    def __init__(self, sentence: str, params: Mapping[str, str]) -> None:
        super().__init__(sentence.format(**params))
        self.sentence = sentence
        self.params = params


class Target(NamedTuple):
    """What the set is for."""

    python: str
    """"3.10"."""
    platform: str
    """As uv names it: "x86_64-manylinux_2_28", "aarch64-apple-darwin"."""
    macos: str = ""
    """"14.0"; "" for another system, or where it is not known."""


def uv_program() -> str:
    """uv on PATH, else the one beside this interpreter; "" where there is none."""
    folder = os.path.dirname(sys.executable) if sys.executable else ""
    return shutil.which("uv") or (shutil.which("uv", path=folder) if folder else None) or ""


def complete(
    project: str,
    target: Target,
    configuration: Configuration,
    environ: Mapping[str, str],
    seconds: float,
) -> Lock:
    """The complete set of a uv project (the text of its pyproject.toml); raises `Incomplete`.

    Nothing is installed, and no package's own code is run. Files without a hash are downloaded.
    """
    uv = uv_program()
    if not uv:
        raise Incomplete(
            _("uv, which finds what the packages require, is not installed: pip install uv"), {}
        )
    with tempfile.TemporaryDirectory(prefix="envdoctor-") as folder:
        path = os.path.join(folder, "pyproject.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(project)
        told = child_environ(configuration, environ)
        if target.macos:
            told["MACOSX_DEPLOYMENT_TARGET"] = target.macos
        text = _run(_argv(uv, target), folder, told, seconds)
    try:
        return read_lock(text, _version(uv))
    except Unusable as error:
        raise Incomplete(error.sentence, error.params) from error


def _argv(uv: str, target: Target) -> Tuple[str, ...]:
    return (
        *(uv, "pip", "compile", "pyproject.toml", "--format", "pylock.toml"),
        *("--python-version", target.python, "--python-platform", target.platform),
        *("--python", sys.executable, "--no-build", "--generate-hashes", "--no-header"),
        *("--no-progress", "--color", "never"),
    )


def _run(argv: Tuple[str, ...], folder: str, environ: Dict[str, str], seconds: float) -> str:
    try:
        done = subprocess.run(
            argv,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Incomplete(
            _("uv did not find the complete set within {seconds} s"), {"seconds": f"{seconds:g}"}
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Incomplete(_("uv cannot be started: {reason}"), {"reason": reason}) from error
    if done.returncode != 0:
        reason = _reason(done.stderr.decode("utf-8", "replace")) or f"exit code {done.returncode}"
        raise Incomplete(_("uv found no complete set: {reason}"), {"reason": reason})
    return done.stdout.decode("utf-8", "replace")


def _reason(said: str) -> str:
    """uv's own words on one line, without its drawing, and without credentials."""
    lines = (line.strip(" \t│├╰─▶×|-") for line in said.splitlines())
    told = [_unmarked(line) for line in lines if line and not line.startswith(_NOISE)]
    return _CREDENTIALS.sub("//", "; ".join(told))[:_LONGEST_REASON]


def _unmarked(line: str) -> str:
    mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
    return line[len(mark) :].strip()


def _version(uv: str) -> str:
    try:
        done = subprocess.run((uv, "--version"), capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "uv"
    return " ".join(done.stdout.decode("utf-8", "replace").split()[:2]) or "uv"


def child_environ(configuration: Configuration, environ: Mapping[str, str]) -> Dict[str, str]:
    """What uv is told of the user's indexes: its own settings it reads itself, pip's it does not."""
    found = {name: value for name, value in environ.items() if name != "VIRTUAL_ENV"}
    found["UV_PYTHON_DOWNLOADS"] = "never"
    if configuration.manager == "pip":
        found.update(_of_pip(configuration))
    return found


def _of_pip(configuration: Configuration) -> Dict[str, str]:
    """pip takes the best of all its indexes; so is uv told to, to come to the same set."""
    first, *others = [_url(place) for place in configuration.indexes] or [_UNNAMED]
    network = configuration.network
    said = {
        "UV_DEFAULT_INDEX": "" if first == _UNNAMED else first,
        "UV_INDEX": " ".join(others),
        "UV_INDEX_STRATEGY": "unsafe-best-match" if others else "",
        "UV_FIND_LINKS": ",".join(_url(place) for place in configuration.find_links),
        "UV_INSECURE_HOST": " ".join(network.trusted_hosts),
        "SSL_CERT_FILE": network.ca_bundle,
        "SSL_CLIENT_CERT": network.client_certificate,
        "ALL_PROXY": network.proxy,
    }
    return {name: value for name, value in said.items() if value}


def _url(place: Place) -> str:
    """The address with its credentials, for the child's environment alone."""
    from pathlib import Path
    from urllib.parse import quote, urlsplit, urlunsplit

    address = place.address
    if address.path:
        return Path(address.path).absolute().as_uri()
    if address.credentials is None:
        return address.url
    user, password = (quote(part, safe="") for part in address.credentials)
    parts = urlsplit(address.url)
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.netloc}"))
