"""NumPy is of the major version that torch was built for.

torch before 2.3 was compiled against NumPy 1; under NumPy 2 it warns that "a module that was
compiled using NumPy 1.x cannot be run in NumPy 2", and torch.from_numpy and .numpy() fail.

How it is known: the versions in torch/version.py and numpy/version.py, and the releases' notes
(torch.toml).

Bad: torch 2.1.2 with NumPy 2.2.6. Good: torch 2.1.2 with NumPy 1.26.4.
"""

from typing import Iterator

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import parse
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, LIBRARIES, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.read import Evidence
from envdoctor.model.text import _

RULE = Rule("libraries.numpy_for_torch", LIBRARIES, _("NumPy is of the major version that torch was built for"))
