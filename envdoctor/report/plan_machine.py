"""The machine and the environment of a plan in a line or two."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.model.machine import Gpu
from envdoctor.model.plan_report import PlanReport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.language import Language

if TYPE_CHECKING:
    from typing import Iterator, List

_HERE = "{prefix}"


def machine_line(facts: Facts, language: Language) -> str:
    """System, GPUs, driver: what is known of them, and that it is not known."""
    parts = [*_system(facts), *_gpus(facts, language)]
    driver = facts.driver.value
    if driver is not None:
        parts.append(language.text(_("driver {version}"), {"version": driver.version}))
    elif facts.gpus.value:
        parts.append(language.text(_("driver not known")))
    if facts.disk.value is not None:
        free = {"size": size(facts.disk.value.free_bytes)}
        parts.append(language.text(_("{size} free on the disk"), free))
    return ", ".join(parts)


def _system(facts: Facts) -> Iterator[str]:
    platform = facts.platform.value
    if platform is None:
        return
    yield f"{platform.system} {platform.machine}".strip()
    if platform.distribution:
        yield platform.distribution
    if facts.libc.value is not None:
        yield f"{facts.libc.value.name} {facts.libc.value.version}"


def _gpus(facts: Facts, language: Language) -> List[str]:
    gpus = facts.gpus
    if gpus.value is None:
        return [
            language.text(_("no NVIDIA GPU"))
            if gpus.is_absent
            else language.text(_("GPU not known"))
        ]
    names = [_gpu(gpu, language) for gpu in gpus.value]
    counted = {name: names.count(name) for name in names}
    return [name if count == 1 else f"{count} x {name}" for name, count in counted.items()]


def _gpu(gpu: Gpu, language: Language) -> str:
    if gpu.compute_capability is None:
        return gpu.name
    number = "{}.{}".format(*gpu.compute_capability)
    if not gpu.name:
        return language.text(_("a GPU of compute capability {number}"), {"number": number})
    return f"{gpu.name} ({number})"


def place_line(report: PlanReport, language: Language) -> str:
    """Where the packages go."""
    plan = report.resolution.plan
    found = report.facts.interpreter.value
    if plan is None:
        return ""
    params = {"python": plan.python, "environment": plan.environment}
    if plan.environment != _HERE or found is None:
        sentence = _("into a new environment, {environment}, with Python {python}")
        return language.text(sentence, params)
    params.update(kind=found.kind, prefix=report.private.shown(found.prefix))
    return language.text(_("into the {kind} environment {prefix}, Python {python}"), params)


def size(size_bytes: float) -> str:
    """Bytes as people read them: "812 MB", "2.4 GB"."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= scale:
            number = size_bytes / scale
            return f"{number:.1f} {unit}" if number < _TEN else f"{number:.0f} {unit}"
    return f"{size_bytes:.0f} B"


_TEN = 10
