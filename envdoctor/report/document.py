"""What the JSON documents of all verbs share: first keys, and the document of a call that failed."""

from __future__ import annotations

import json

from envdoctor import __version__
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping


def document(verb: str, *, ok: bool, **content: Any) -> Dict[str, Any]:
    """A verb's document, its first keys in their fixed order."""
    return {"schema": f"envdoctor/{verb}/1", "envdoctor": __version__, "ok": ok, **content}


def error_document(sentence: str, exit_code: int) -> Dict[str, Any]:
    """The document of a call that came to no result."""
    return document("error", ok=False, error=sentence, exit_code=exit_code)


def dumps(content: Mapping[str, Any]) -> str:
    """The document as text: one line, ASCII, so that no encoding of a pipe can break it."""
    return json.dumps(content, separators=(",", ":"))
