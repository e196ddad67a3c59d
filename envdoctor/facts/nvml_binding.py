"""`import pynvml`, without the quarter of it that is never used."""

from __future__ import annotations

import sys
import threading
from types import ModuleType
from typing import Any, Optional

_SEARCH = "ctypes.util"


def import_pynvml() -> Any:
    """The module; raises `ImportError`.

    It takes `find_library` from `ctypes.util` and never calls it, and that module imports subprocess,
    shutil and tempfile. A stand-in lies in its place meanwhile, unless it is imported already or
    another thread could come upon it.
    """
    if _SEARCH not in sys.modules and threading.active_count() == 1:
        sys.modules[_SEARCH] = _StandIn(_SEARCH)
    try:
        import pynvml
    finally:
        if isinstance(sys.modules.get(_SEARCH), _StandIn):
            del sys.modules[_SEARCH]
    return pynvml


class _StandIn(ModuleType):
    """`ctypes.util`, which is imported when something in it is called."""

    @staticmethod
    def find_library(name: str) -> Optional[str]:
        """The real one's answer."""
        from ctypes.util import find_library

        return find_library(name)
