"""A CPU build of torch: taken by mistake, or wanted, so that the program should not ask for CUDA."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import system
from envdoctor.diagnose.errors.openmmlab_told import is_installed
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_cuda, torch_variant
from envdoctor.model.account import COMMAND, SAID, Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, LOW, MEDIUM, MMACTION2
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OPTION = re.compile(
    r"(?:^|\s)--?(?:cpu|no[-_]?(?:cuda|gpu)|(?:gpus|n_?gpus?|num[-_]gpus)[= ]0|use[-_](?:gpu|cuda)[= ](?:0|[Ff]alse))(?![\w-])"
)
_SETTING = re.compile(
    r"""(?i)\b(?:device|accelerator|map_location|torch\.device)\W{1,4}(?:torch\.device\W{1,2})?cpu\b"""
    r"""|\b(?:use_gpu|use_cuda|gpu_enabled)["']?\s?[:=]\s?(?:false|0)\b|\bno_(?:cuda|gpu)["']?\s?[:=]\s?(?:true|1)\b"""
    r"""|\.to\(["']cpu["']\)|\bCUDA_VISIBLE_DEVICES=(?:-1\b|""|''|\s)"""
)
_SENTENCE = re.compile(
    r"(?i)\b(?:run|runs|running|ran|train|training|infer|inference|use|using|test|testing|execute) (?:\w+ ){0,3}?(?:on|in|with)?"
    r" ?(?:the |a |my )?cpu\b|\bcpu[- ]only\b|\b(?:on|in) (?:the |a )?cpu (?:mode|machine|server|only)\b"
    r"|\b(?:have|has|having|with|there is|is) no (?:\w+ )?gpu\b|\bwithout (?:a |any )?(?:\w+ )?gpu\b"
    r"|\b(?:don't|do not|doesn't|does not) have (?:a |any )?(?:\w+ )?gpu\b|^\s*\S{0,20}\s?no gpu\b"
)
_OF_BUILD = re.compile(
    r"(?i)torch|wheel|build|built|install|conda|whl|version|found|detected|available|fall|warn"
)
"""What a line speaks of that tells of a package or of what was found, not of what is wanted."""

_FRAME = re.compile(r'^\s*File "')


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what was asked for, by the system, and by the build that the text tells."""
    variant = torch_variant(account)
    if _asked_for_cpu(account):
        yield _program(
            seen,
            _(
                "the program was told to use the CPU and calls CUDA all the same: that is its own fault"
            ),
        )
        yield seen.suspect(confidence=LOW)
    elif system(account) == "macos":
        yield _program(
            seen,
            _("torch has no CUDA on macOS: the program asks for a device that cannot be there"),
        )
    elif variant == "cpu":
        yield seen.suspect(confidence=HIGH)
    elif torch_cuda(account):
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_(
                "a CUDA build of torch is listed (CUDA {cuda}), and the torch that was imported is a CPU build: the program runs in another environment"
            ),
            params={"cuda": torch_cuda(account)},
            goals=(),
        )
        yield seen.suspect(confidence=MEDIUM)
    else:
        yield seen.suspect(confidence=MEDIUM)


def _asked_for_cpu(account: Account) -> bool:
    """By an option, by a setting in the code or the config, or in a sentence."""
    told = [claim.value for kind in (COMMAND, SAID) for claim in account.of(kind)]
    if any(_OPTION.search(text) for text in told):
        return True
    return any(
        _SETTING.search(text) or (_SENTENCE.search(text) and not _OF_BUILD.search(text))
        for text in _own_lines(account)
    )


def _own_lines(account: Account) -> Iterator[str]:
    """The lines without the code of installed packages that a traceback shows."""
    above = ""
    for line in account.excerpt.lines:
        if not (_FRAME.search(above) and is_installed(above)):
            yield line.text
        above = line.text


def _program(seen: Sighting, why: str) -> Suspect:
    return seen.suspect(
        cause=NOT_ENVIRONMENT,
        confidence=MEDIUM,
        layer=MMACTION2,
        why=why,
        goals=(Manual(_("let the program use the device that is there (cpu, on a Mac mps)")),),
        ask="",
    )
