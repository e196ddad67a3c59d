"""Recorded machines for tests: a healthy one, and overlays that change single facts of it."""

import copy
import json
import os
from typing import Any, Dict, List

from envdoctor.compat.tables import Tables
from envdoctor.model.decode import decode
from envdoctor.model.facts import Facts

CASES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cases")


_UNREAD = {"state": "unknown", "source": "test", "reason": ""}


def healthy() -> Dict[str, Any]:
    """The JSON facts of a healthy machine: an RTX 3090 with torch 2.1.2+cu121 and the whole stack."""
    with open(os.path.join(CASES, "healthy_rtx3090.json"), encoding="utf-8") as file:
        document: Dict[str, Any] = json.load(file)
    return document


def machine(overlay: Dict[str, Any]) -> Facts:
    """The healthy machine with some facts changed.

    A value under a reading's name replaces keys of what was read; `null` makes it absent; a list or
    text replaces it whole. A list of objects takes the missing keys from the healthy machine's first.
    Where the overlay does not speak of them, torchvision moves along with torch, and the list of
    distributions with the packages, as installers move them; nobody has read the compiled extensions
    of a machine with another torch, mmcv, Python, processor or GPU.
    """
    document = copy.deepcopy(healthy())
    for name, change in overlay.items():
        document[name] = _changed(document.get(name, _UNREAD), change)
    if overlay.get("torch") and "torchvision" not in overlay:
        document["torchvision"] = _changed(document["torchvision"], _torchvision(document["torch"]))
    if "extensions" not in overlay and _BUILT_FOR.intersection(overlay):
        document["extensions"] = _UNREAD
    if overlay.get("torch") and "interpreter" not in overlay:
        python = document["interpreter"]
        document["interpreter"] = _changed(python, _python(python["value"], document["torch"]))
    if "distributions" not in overlay:
        listed = document["distributions"]
        document["distributions"] = _changed(listed, _listed(listed["value"], document))
    _with_pip(document["distributions"])
    return decode(Facts, document, "facts")


def _with_pip(distributions: Dict[str, Any]) -> None:
    """pip stands in every environment that holds anything, where an overlay lists other things."""
    listed = distributions.get("value")
    if listed and not any(item["name"] == "pip" for item in listed):
        distributions["value"] = [
            *listed,
            {**listed[0], "name": "pip", "version": "24.2", "installer": "pip"},
        ]


def _python(python: Dict[str, Any], torch: Dict[str, Any]) -> Dict[str, Any]:
    """A Python that the torch was published for, the healthy machine's own where it was."""
    release = Tables().torch.release(torch.get("value", {}).get("version", ""))
    series = release.pythons("linux", "x86_64") if release else None
    if not series or ".".join(python["version"].split(".")[:2]) in series:
        return {}
    return {"version": f"{series[-1]}.2"}


def _torchvision(torch: Dict[str, Any]) -> Any:
    """The torchvision that belongs to the torch, None where nobody knows it."""
    version = torch.get("value", {}).get("version", "")
    pair = Tables().torch.pairs(version) if version else None
    if pair is None or pair.torchvision is None:
        return None
    local = version.partition("+")[2]
    return {"version": f"{pair.torchvision}+{local}" if local else pair.torchvision}


_BUILT_FOR = {"torch", "mmcv", "interpreter", "platform", "gpus"}
_OF_FACT = {
    **{name: name for name in ("torch", "torchvision", "numpy", "mmengine", "mmdet", "mmpose")},
    **dict.fromkeys(("mmcv", "mmcv-full", "mmcv-lite"), "mmcv"),
    "mmaction2": "mmaction2",
}


def _listed(distributions: List[Dict[str, Any]], document: Dict[str, Any]) -> List[Dict[str, Any]]:
    """The distributions, with names and versions of the packages that are there."""
    found = []
    for item in distributions:
        value = document[_OF_FACT[item["name"]]].get("value") if item["name"] in _OF_FACT else {}
        if value is None:
            continue
        package = value.get("package", value) if isinstance(value.get("package"), dict) else value
        name = package.get("distribution") or item["name"]
        found.append({**item, "name": name, "version": package.get("version", item["version"])})
    return found


def _changed(old: Any, change: Any) -> Any:
    if not isinstance(old, dict) or "state" not in old:
        return change
    if change is None:
        return {"state": "absent", "source": old["source"], "reason": ""}
    if isinstance(change, dict) and "state" in change:
        return {"source": old["source"], **change}
    return {"state": "read", "source": old["source"], "value": _merged(old.get("value"), change)}


def _merged(old: Any, change: Any) -> Any:
    if isinstance(change, dict):
        return {
            **(old or {}),
            **{key: _merged((old or {}).get(key), item) for key, item in change.items()},
        }
    if isinstance(change, list) and change and isinstance(change[0], dict):
        first = old[0] if isinstance(old, list) and old else {}
        return [_merged(first, item) for item in change]
    return change
