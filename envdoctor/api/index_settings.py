"""Whose indexes are asked about a plan, and for which platform."""

from __future__ import annotations

from envdoctor.facts.indexes.configuration import Configuration
from envdoctor.facts.indexes.settings import default_index_of, here, read_configuration
from envdoctor.facts.root import Root
from envdoctor.model.facts import Facts
from envdoctor.model.plan import Plan
from envdoctor.model.private import Private
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping

_HERE = "{prefix}"


def configuration_of(
    plan: Plan, facts: Facts, private: Private, environ: Mapping[str, str]
) -> Configuration:
    """What the manager that the plan's commands call would ask on this machine."""
    uv = any(step.argv[0] == "uv" for step in plan.steps)
    found = facts.interpreter.value if plan.environment == _HERE and private.tokens else None
    prefix = private.fill(found.prefix) if found else ""
    folders = tuple(private.fill(folder) for folder in found.site_packages) if found else ()
    where = here(prefix, environ)
    return read_configuration("uv" if uv else "pip", where, default_index_of(Root(), folders))


def platform_tag(facts: Facts) -> str:
    """The platform as wheel tags say it, with what is known of its C library or macOS."""
    platform, libc = facts.platform.known(), facts.libc.value
    machine = platform.machine.lower()
    if platform.system == "windows":
        return "win_arm64" if machine in ("arm64", "aarch64") else "win_amd64"
    if platform.system == "macos":
        version = platform.distribution.rpartition(" ")[2].split(".")
        numbers = [part for part in (*version, "0")[:2] if part.isdigit()]
        return "_".join(("macosx", *numbers, machine)) if len(numbers) > 1 else f"macos_{machine}"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if libc is None:
        return f"linux_{machine}"
    numbers = [*libc.version.split("."), "0"][:2]
    kind = "musllinux" if libc.name == "musl" else "manylinux"
    return "_".join((kind, *numbers, machine))
