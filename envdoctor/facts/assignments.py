"""Version files of Python packages, read as text: `name = 'value'`, typed or not."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterable, Optional


def assignments(text: str, names: Iterable[str]) -> Dict[str, Optional[str]]:
    """Values of those names that the text assigns a string, None or a name assigned before."""
    wanted = frozenset(names)
    found: Dict[str, Optional[str]] = {}
    for line in text.splitlines():
        left, equals, right = line.partition("=")
        # "cuda: Optional[str] = '12.1'"; a line further in, or a comparison, is none of ours.
        name = left.partition(":")[0].rstrip()
        if not equals or name not in wanted or right[:1] == "=":
            continue
        value = right.strip()
        quote = value[:1]
        if quote and quote in "'\"":
            literal, closed, _ = value[1:].partition(quote)
            if closed:
                found[name] = literal
        elif value.partition("#")[0].strip() == "None":
            found[name] = None
        elif value in found:
            found[name] = found[value]
    return found
