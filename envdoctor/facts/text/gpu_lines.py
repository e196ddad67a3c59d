"""Lines that begin with a GPU's index: of `nvidia-smi -L`, of torch's and of mmengine's collect_env."""

from __future__ import annotations

import re

from envdoctor.model.account import GPU, Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence

_LINE = re.compile(r"GPU (\d{1,3}(?:\s?,\s?\d{1,3}){0,63})\s?:\s+(\S.{1,120})")


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """One claim for each index, without the UUID."""
    for line in lines:
        match = _LINE.search(line.text, 0, _FAR) if "GPU " in line.text[:_FIRST] else None
        if match is None:
            continue
        name = match[2].partition("(UUID")[0].strip()
        if name and not name[0].isdigit():
            for index in match[1].split(","):
                yield Claim(GPU, index.strip(), name, line)


_FIRST = 60
"""How far into the line the index may stand ("GPU models and configuration: GPU 0: ...")."""
_FAR = 500
