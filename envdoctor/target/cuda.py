"""What torch says of CUDA, and why it sees no GPU."""

import warnings
from typing import Any, Dict, List

from .protocol import one_line


def answer(torch: Any) -> Dict[str, Any]:
    """`torch.cuda` in plain values; what it warns of or raises is the problem."""
    version = getattr(getattr(torch, "version", None), "cuda", None)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        available = bool(torch.cuda.is_available())
        archs = list(torch.cuda.get_arch_list()) if hasattr(torch.cuda, "get_arch_list") else []
        problem, devices = "", []  # type: str, List[List[Any]]
        try:
            devices = _devices(torch) if available else []
            if not available and version is not None:
                torch.cuda.init()
        except Exception as error:  # noqa: BLE001 - what it raises is the answer
            problem = one_line(f"{type(error).__name__}: {error}")
    said = [one_line(str(warning.message)) for warning in caught]
    if not problem and said and version is not None:
        problem = said[0]
    return {
        "available": available,
        "version": version,
        "archs": archs,
        "devices": devices,
        "problem": problem,
    }


def _devices(torch: Any) -> List[List[Any]]:
    found = []
    for index in range(torch.cuda.device_count()):
        major, minor = torch.cuda.get_device_capability(index)
        found.append([str(torch.cuda.get_device_name(index)), int(major), int(minor)])
    return found
