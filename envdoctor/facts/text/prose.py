"""What people say in sentences: "I use torch 1.11 with CUDA 11.3, python 3.8, RTX 3090".

Only where somebody speaks of what they have, and neither of what is wanted nor of what failed.
"""

from __future__ import annotations

import re

from envdoctor.facts.text.values import VERSION
from envdoctor.model.account import DRIVER, GPU, PACKAGE, PYTHON, SYSTEM, Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence

_HAS = re.compile(
    r"\b(?:I|I'm|we|We)(?: am|'m| are|'re)?(?: now| currently| already)? (?:use|used|using|have|had|run|running|installed|work|on|got)\b"
    r"|\b(?:[Mm]y|[Oo]ur) (?:env|environment|setup|machine|system|gpu|GPU|config|versions?|card|server|PC|computer)\b"
    r"|^(?:[Ee]nv|[Ee]nvironment|[Uu]sing|[Rr]unning|[Ss]ystem|[Ss]etup|[Oo]n)\b"
    r"|\u6211(?:\u7684|\u7528)|\u73af\u5883"
)
_WISHES = re.compile(
    r"\b(?:requires?|needs?|should|please|try|tried|supports?|instead|upgrad|downgrad|higher|later|newer|older"
    r"|above|below|expected|incompatible|error|fail|could not|not found|built (?:for|with)|compiled|want|would|if|or)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?<![\w./=-])(pytorch|torch|torchvision|mmcv-full|mmcv|mmdet|mmdetection|mmengine|mmpose|mmaction2|numpy"
    rf"|python|(?:nvidia )?driver)(?: version)?[ :=]{{0,3}}v?({VERSION})(?![\w.]*x)",
    re.IGNORECASE,
)
_GPU = re.compile(
    r"\b(?:NVIDIA |Nvidia |nvidia )?(?:GeForce |geforce )?(?:RTX|GTX|rtx|gtx) ?(?:A?\d{3,4})(?: ?(?:Ti|TI|ti|SUPER|Super|Laptop))?\b"
    r"|\b(?:Tesla )(?:[KMPVT]\d{1,3})\b|\b(?:A100|H100|V100|A6000|L40S?|H800|A800)\b"
)
_SYSTEM = re.compile(
    r"\b(?:Ubuntu|ubuntu|CentOS|Debian|Windows|windows) ?\d{1,2}(?:\.\d{1,2})?\b|\bWSL2?\b"
)
_NAMES = {"pytorch": "torch", "mmdetection": "mmdet"}
_LONGEST = 600


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """What somebody has, in lines that are sentences."""
    for line in lines:
        text = line.text
        if len(text) > _LONGEST or "==" in text or not _HAS.search(text) or _WISHES.search(text):
            continue
        for match in _SAYS.finditer(text):
            word = match[1].lower()
            if word == "python":
                yield Claim(PYTHON, "", match[2], line, printed=False)
            elif "driver" in word:
                yield Claim(DRIVER, "", match[2], line, printed=False)
            else:
                yield Claim(PACKAGE, _NAMES.get(word, word), match[2], line, printed=False)
        for match in _GPU.finditer(text):
            yield Claim(GPU, "", match[0], line, printed=False)
        for match in _SYSTEM.finditer(text):
            yield Claim(SYSTEM, "", match[0], line, printed=False)
