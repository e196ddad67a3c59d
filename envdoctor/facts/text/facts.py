"""Claims joined into `Facts`: the same type as of a live machine; what the text does not say is unknown."""

from __future__ import annotations

from envdoctor import __version__
from envdoctor.facts.redact import redact
from envdoctor.facts.text import machine_facts, package_facts, torch_facts
from envdoctor.facts.text.told import NOT_SAID, Told
from envdoctor.model.facts import OPTIONAL, Facts
from envdoctor.model.private import NOTHING_PRIVATE
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Dict, Sequence

    from envdoctor.compat.tables import Tables
    from envdoctor.model.account import Claim


def facts_of(claims: Sequence[Claim], tables: Tables) -> Facts:
    """What the claims come to; `tables` know what a GPU of that name can compute."""
    told = Told(claims)
    known: Dict[str, Any] = {**_machine(told, tables), **_packages(told)}
    fields = ("envdoctor", "expect_gpu")
    unknown: Dict[str, Any] = {
        name: Read.unknown(NOT_SAID)
        for name in Facts._fields
        if name not in known and name not in fields
    }
    facts = Facts(envdoctor=__version__, expect_gpu=OPTIONAL, **known, **unknown)
    return redact(facts, NOTHING_PRIVATE)


def _machine(told: Told, tables: Tables) -> Dict[str, Read[object]]:
    toolkits = machine_facts.toolkits_of(told)
    return {
        "platform": machine_facts.platform_of(told),
        "libc": machine_facts.libc_of(told),
        "container": machine_facts.container_of(told),
        "shm": machine_facts.shm_of(told),
        "driver": machine_facts.driver_of(told),
        "gpus": machine_facts.gpus_of(told, tables),
        "toolkits": toolkits,
        "compilers": machine_facts.compilers_of(told),
        "variables": machine_facts.variables_of(told, toolkits),
    }


def _packages(told: Told) -> Dict[str, Read[object]]:
    platform = machine_facts.platform_of(told).value
    distributions = package_facts.distributions_of(told)
    return {
        "interpreter": torch_facts.interpreter_of(told),
        "distributions": distributions,
        "torch": torch_facts.torch_of(told, platform.system if platform else ""),
        "torchvision": package_facts.package_of(told, "torchvision", "torchvision"),
        "mmengine": package_facts.package_of(told, "mmengine", "mmengine", "mmengine-lite"),
        "mmcv": package_facts.mmcv_of(told),
        "mmdet": package_facts.package_of(told, "mmdet", "mmdet"),
        "mmpose": package_facts.package_of(told, "mmpose", "mmpose"),
        "mmaction2": package_facts.package_of(told, "mmaction", "mmaction2"),
        "numpy": package_facts.package_of(told, "numpy", "numpy"),
        "opencv": package_facts.opencv_of(told),
        "decoders": package_facts.decoders_of(distributions),
    }
