"""By what a program was started: a console script runs the Python that it was installed with."""

from __future__ import annotations

import re

from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import COMMAND, VARIABLE, Account
from envdoctor.model.finding import PYTHON
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping, Tuple

_MODULES = {
    "torchrun": "torch.distributed.run",
    "accelerate": "accelerate.commands.launch",
    "deepspeed": "deepspeed.launcher.runner",
    "jupyter": "jupyter",
    "jupyter-lab": "jupyterlab",
    "jupyter-notebook": "notebook",
    "pytest": "pytest",
    "mim": "mim",
    "ray": "ray.scripts.scripts",
}
"""Console scripts, and the module that does the same as `python -m`."""
_START = re.compile(
    r"^(?:(?:[A-Z_][A-Z0-9_]*=\S*|sudo|time|nohup|srun(?: -\S+)*|exec) )*(?:\S*/)?(?P<script>"
    + "|".join(sorted(_MODULES, key=len, reverse=True))
    + r")(?:\.exe)?(?= (?!install\b|download\b|--version)|$)"
)
_FRAME = re.compile(r'File "[^"]{0,200}[/\\](?:bin|Scripts)[/\\]([\w-]{2,20})(?:\.exe)?", line')
"""A traceback's frame of such a script."""
_ENVIRONMENT = re.compile(
    r"(?i)\b(?:conda|mamba|micromamba|source) activate\b|bin/activate\b|\bvirtual ?env\w*|\.venv\b|\bpython3? -m venv\b"
    r"|\bconda (?:env(?:ironment)?s?|create)\b|^\((?!base\))[\w.-]{1,40}\) \S{0,80}[$#>] "
)


def console_script(account: Account) -> Tuple[str, str]:
    """The console script that started the program, and its module; ("", "") for any other start."""
    for claim in account.of(COMMAND):
        for part in re.split(r"&&|;|\|", claim.value):
            match = _START.match(part.strip())
            if match:
                return match["script"], _MODULES[match["script"]]
    for line in account.excerpt.lines:
        match = _FRAME.search(line.text)
        if match and match[1] in _MODULES:
            return match[1], _MODULES[match[1]]
    return "", ""


def speaks_of_environment(account: Account) -> bool:
    """Whether the text tells of an environment of the user's own, a venv or a conda environment."""
    names = ("VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV")
    if any(account.first(VARIABLE, name) is not None for name in names):
        return True
    return any(_ENVIRONMENT.search(line.text) for line in account.excerpt.lines)


def other_python(seen: Sighting, params: Mapping[str, str], confidence: str) -> Suspect:
    """That the script belongs to another Python; `params` hold script, started and module."""
    return seen.suspect(
        cause="wrong_environment_active",
        confidence=confidence,
        layer=PYTHON,
        why=_(
            "{script} runs the Python that it was installed with, which may be another environment's than the one that holds {module}"
        ),
        params=params,
        goals=(Manual(_("start it as `python -m {started}` with the python that has {module}")),),
        ask=_("what `which {script}` and `which python` print: they must be of one environment"),
    )
