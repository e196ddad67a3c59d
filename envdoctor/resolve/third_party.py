"""Wheels of mmcv that others publish, as far as the tables say for which torch, CUDA and Python."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.wheel_rows import SYSTEMS, ThirdParty
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import THIRD, Artifact

if TYPE_CHECKING:
    from typing import Any, FrozenSet, Iterator, Mapping, Optional, Tuple

    from envdoctor.resolve.situation import Situation


def third_party_wheels(situation: Situation, tables: Tables) -> Tuple[Artifact, ...]:
    """What every third party built for this platform; whether it may be taken is a rule."""
    return tuple(
        artifact
        for party in tables.mmcv_wheels.third_party()
        if party.page and SYSTEMS.get(situation.platform.system) in party.systems
        if situation.platform.machine.lower() in ("x86_64", "amd64")
        for artifact in _wheels(party)
    )


def _wheels(party: ThirdParty) -> Iterator[Artifact]:
    for build in party.builds:
        variant, torch = _variant(str(build.get("cuda", ""))), str(build.get("torch", ""))
        if not variant or not torch:
            continue
        minor = ".".join(torch.split(".")[:2])
        url = party.page.partition(party.package)[0]
        # The page's name is that of a release whose patch the table leaves open.
        address = url.replace("{cuXYZ}", variant).replace(
            "{ver digits}", minor.replace(".", "") + "0"
        )
        python, architectures = _compiled_for(party, build, minor)
        for version in build.get("mmcv", ()):
            yield Artifact(
                THIRD,
                version,
                party.id,
                minor,
                variant,
                (),
                python,
                architectures,
                address,
            )


def _variant(cuda: str) -> str:
    """The variant of a CUDA ("12.8" is "cu128"); "" for what is none of torch's (JetPack)."""
    if cuda == "cpu":
        return cuda
    digits = cuda.replace(".", "")
    return f"cu{digits}" if digits.isdigit() else ""


def _compiled_for(
    party: ThirdParty, build: Mapping[str, Any], minor: str
) -> Tuple[FrozenSet[str], Optional[Tuple[str, ...]]]:
    """The Pythons and the compute capabilities of one build, as the publisher's workflow has them.

    None for capabilities where there are none, or nobody tells them.
    """
    if build["cuda"] != "cpu":
        for row in party.arch_lists:
            same = str(row["cuda"]).startswith(str(build["cuda"]))
            if same and str(row["torch"]).startswith(minor + "."):
                return frozenset({row["python"]}), tuple(row["arch"])
    return frozenset(party.python), None
