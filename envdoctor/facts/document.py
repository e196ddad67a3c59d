"""Facts that were saved: read back from a report or a facts file, through the typed decoder."""

from __future__ import annotations

import json
import sys
from typing import Any

from envdoctor.model.decode import Malformed, decode
from envdoctor.model.facts import GPU_EXPECTATIONS, SCHEMA, Facts
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _

MAX_BYTES = 16 * 1024 * 1024


def read_document(path: str) -> Facts:
    """The facts saved in a file ("-" is standard input); raises `WrongInput`."""
    try:
        if path == "-":
            text = sys.stdin.read(MAX_BYTES + 1)
        else:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise WrongInput(
            _("{file} cannot be read: {problem}"),
            {"file": path, "problem": error.strerror or str(error)},
        ) from error
    if len(text) > MAX_BYTES:
        raise WrongInput(
            _("{file} is larger than {limit} bytes; it is not a facts file"),
            {"file": path, "limit": str(MAX_BYTES)},
        )
    return load(text, path)


def load(text: str, name: str) -> Facts:
    """The facts in a document of `check --json`, or a facts document itself; raises `WrongInput`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongInput(
            _("{file} is not JSON ({problem}); give a file written by `envdoctor check --json`"),
            {"file": name, "problem": str(error)},
        ) from error
    facts = _facts_of(document, name)
    try:
        return _expecting(decode(Facts, facts, "facts"))
    except Malformed as error:
        raise WrongInput(
            _("{file} does not have the layout {schema}: {problem}"),
            {"file": name, "schema": SCHEMA, "problem": str(error)},
        ) from error


def _expecting(facts: Facts) -> Facts:
    if facts.expect_gpu not in GPU_EXPECTATIONS:
        wanted = ", ".join(GPU_EXPECTATIONS)
        raise Malformed("facts.expect_gpu", f"one of {wanted} is wanted here")
    return facts


def _facts_of(document: Any, name: str) -> Any:
    if isinstance(document, dict) and isinstance(document.get("facts"), dict):
        document = document["facts"]
    if isinstance(document, dict) and document.get("schema") == SCHEMA:
        return document
    raise WrongInput(
        _("{file} holds no facts of the layout {schema}; write it with `envdoctor check --json`"),
        {"file": name, "schema": SCHEMA},
    )
