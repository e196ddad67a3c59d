"""Which language a reader gets, and the sentences in it."""

from __future__ import annotations

import os

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Mapping, Optional

ENGLISH = "en"
CHINESE = "zh"
LANGUAGES = (ENGLISH, CHINESE)

_LOCALE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "locale")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def chosen(option: Optional[str], environ: Mapping[str, str]) -> str:
    """The language: `--lang`, else ENVDOCTOR_LANG, else the locale's, else English."""
    wish = option or environ.get("ENVDOCTOR_LANG") or ""
    if wish in LANGUAGES:
        return wish
    for locale in environ.get("LANGUAGE", "").split(":") + _locale(environ):
        if locale:
            return CHINESE if locale.lower().startswith("zh") else ENGLISH
    return ENGLISH


def _locale(environ: Mapping[str, str]) -> "list[str]":
    named = [environ[name] for name in _VARIABLES if environ.get(name)]
    if named or os.name != "nt":
        return named[:1]
    import locale

    return [locale.getlocale()[0] or ""]


class Language:
    """Looks sentences up in one language's catalogue; what it lacks stays English."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._find: Callable[[str], str] = _catalogue(code) if code != ENGLISH else str

    def text(self, template: str, params: Optional[Mapping[str, str]] = None) -> str:
        """The sentence in this language, its `{names}` filled in."""
        sentence = self._find(template) if template else ""
        return sentence.format_map(params) if params else sentence


def _catalogue(code: str) -> Callable[[str], str]:
    import gettext

    path = os.path.join(_LOCALE, code, "LC_MESSAGES", "envdoctor.mo")
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file).gettext
