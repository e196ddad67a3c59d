"""Rules between the machine and torch: platform, GPUs, driver, C library, minimums."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import dotted, numbers, order
from envdoctor.model.plan import FACT, RULE
from envdoctor.model.plan import REQUEST as ASKED
from envdoctor.model.request import CPU
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve import choices
from envdoctor.resolve.choices import Build
from envdoctor.resolve.laws.law import PYTHON, TORCH, Law, cuda_of, itself, law, version_of

if TYPE_CHECKING:
    from typing import Iterator, Mapping, Tuple

    from envdoctor.resolve.situation import GpuKind, Situation

_GLIBC_OF_TAG = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
"""PEP 513, 571, 599; from PEP 600 on the tag says it itself."""


def machine_laws(situation: Situation, tables: Tables) -> Iterator[Law]:
    """What the machine allows of torch."""
    yield _platform(situation)
    if situation.gpus:
        yield _established(situation, tables)
    yield from (_gpu(kind, situation, tables) for kind in situation.gpus)
    yield from _cuda(situation)
    if situation.driver:
        yield _driver(situation, tables)
    if situation.libc is not None:
        yield _libc(situation.libc, situation)
    yield from _minimums(tables)
    yield _torchvision(tables)


def _platform(situation: Situation) -> Law:
    params = dict(zip(("system", "machine"), situation.place))
    return law(
        FACT,
        "platform",
        (TORCH,),
        bool,
        (version_of,),
        _("no build of torch is known for {system} on {machine}"),
        lambda: (params, situation.platform_source),
    )


def _variant(build: Build) -> str:
    return build.variant


def _cuda(situation: Situation) -> Iterator[Law]:
    """Which builds are wanted at all: for CUDA, for one CUDA, or for the CPU."""
    asked = situation.request.cuda
    installed = dict(situation.request.kept).get("torch", "")
    """With its variant: a build for CUDA runs on the CPU, and what runs need not move."""
    if situation.cuda:
        yield law(
            ASKED,
            "request.cuda",
            (TORCH,),
            lambda cuda: bool(cuda == situation.cuda),
            (cuda_of,),
            _("you asked for CUDA {cuda}"),
            lambda: ({"cuda": asked}, "--cuda"),
        )
    elif asked == CPU:
        yield law(
            ASKED,
            "request.cuda",
            (TORCH,),
            lambda cuda: not cuda,
            (cuda_of,),
            _("you asked for the CPU build of torch"),
            lambda: ({}, "--cpu"),
        )
    elif situation.is_gpu_wanted:
        yield law(
            FACT,
            "machine.gpu",
            (TORCH,),
            bool,
            (cuda_of,),
            _("a GPU is to be used, so torch must be a build for CUDA"),
            lambda: ({}, situation.gpus_source),
        )
    else:
        yield law(
            FACT,
            "machine.no_gpu",
            (TORCH,),
            lambda build: not build[1].startswith("cu") or "+".join(build) == installed,
            (_binary,),
            _("no NVIDIA GPU is known here, so torch is the build for the CPU"),
            lambda: ({}, situation.gpus_source),
        )


def _gpu(kind: GpuKind, situation: Situation, tables: Tables) -> Law:
    """Kernels, or PTX, for the GPU; builds of which it is not established do not count.

    PTX of a CUDA that is older than the GPU does not count either: cuBLAS, cuDNN and compiled ops of
    that CUDA hold nothing for it.
    """
    need = tables.cuda.minimum_for(kind.capability)
    served = frozenset(
        (version, variant)
        for version, variant in tables.torch.releases_with(kind.capability, *situation.place)
        if not need or numbers(choices.cuda_of(variant) or "0") >= numbers(need)
    )

    def say() -> Tuple[Mapping[str, str], str]:
        versions = sorted({version for version, _variant in served}, key=order)
        params = {
            "gpu": ", ".join(kind.names) or f"compute capability {dotted(kind.capability)}",
            "sm": kind.sm,
            "cuda": need or "?",
            "first": versions[0] if versions else "-",
            "last": versions[-1] if versions else "-",
        }
        return params, situation.gpus_source

    return law(
        FACT,
        f"gpu.{kind.sm}",
        (TORCH,),
        lambda build: not build[1].startswith("cu") or build in served,
        (_binary,),
        _(
            "{gpu} ({sm}) needs CUDA {cuda} or newer and a torch that holds kernels for it: {first} to {last}, as far as the tables know"
        ),
        say,
    )


def _established(situation: Situation, tables: Tables) -> Law:
    """A binary of which nobody has told the architectures is not chosen."""
    known = tables.torch.with_known_architectures(*situation.place)
    return law(
        RULE,
        "torch.architectures",
        (TORCH,),
        lambda build: not build[1].startswith("cu") or build in known,
        (_binary,),
        _("it is not established for which GPUs this build holds kernels"),
        lambda: ({}, f"torch.toml ({tables.torch.as_of})"),
    )


def _binary(build: Build) -> Tuple[str, str]:
    return build.version, build.variant


def _driver(situation: Situation, tables: Tables) -> Law:
    def runs(cuda: str) -> bool:
        if not cuda:
            return True
        need = tables.cuda.driver_need(cuda, situation.platform.system)
        if need is None or need.met_by(situation.driver):
            return True
        extended = situation.driver_cuda
        return bool(extended) and numbers(extended)[0] >= numbers(cuda)[0]

    def say() -> Tuple[Mapping[str, str], str]:
        newest = tables.cuda.cuda_of_driver(situation.driver, situation.platform.system)
        return {"driver": situation.driver, "cuda": newest or "?"}, situation.driver_source

    return law(
        FACT,
        "driver",
        (TORCH,),
        runs,
        (cuda_of,),
        _("the NVIDIA driver {driver} runs CUDA up to {cuda} and its own family"),
        say,
    )


def _libc(libc: Tuple[str, str], situation: Situation) -> Law:
    name, version = libc

    def fits(tags: Tuple[str, ...]) -> bool:
        if name != "glibc":
            return False
        needs = [_glibc_of(tag) for tag in tags]
        return not needs or min(needs) <= numbers(version)[:2]

    return law(
        FACT,
        "libc",
        (TORCH,),
        fits,
        (_tags,),
        _("this system has {libc} {version}; wheels of torch are for glibc of a minimum version"),
        lambda: ({"libc": name, "version": version}, situation.libc_source),
    )


def _tags(build: Build) -> Tuple[str, ...]:
    return build.tags


def _glibc_of(tag: str) -> Tuple[int, ...]:
    """The oldest glibc for a platform tag ("manylinux_2_28_x86_64")."""
    first, *rest = tag.split("_")
    if first == "manylinux":
        return int(rest[0]), int(rest[1])
    return _GLIBC_OF_TAG.get(first, (0, 0))


def _minimums(tables: Tables) -> Iterator[Law]:
    """The oldest torch, CUDA and Python that MMAction2 names."""
    for name, axis, view in (
        ("torch", TORCH, version_of),
        ("cuda", TORCH, cuda_of),
        ("python", PYTHON, itself),
    ):
        minimum = tables.openmmlab.minimum(name)
        if minimum is not None:
            params = {"name": name, "version": minimum.version}
            yield law(
                RULE,
                f"minimum.{name}",
                (axis,),
                lambda version, met=minimum.met_by: not version or met(version),
                (view,),
                _("{name} must be {version} or newer"),
                lambda params=params, source=minimum.source: (params, source),  # type: ignore[misc]
            )


def _torchvision(tables: Tables) -> Law:
    return law(
        RULE,
        "torch.torchvision",
        (TORCH,),
        bool,
        (_torchvision_of,),
        _("it must be known which torchvision belongs to torch"),
        lambda: ({}, f"torch.toml ({tables.torch.as_of})"),
    )


def _torchvision_of(build: Build) -> str:
    return build.torchvision


def python_of_torch(tables: Tables) -> Law:
    """A wheel of torch for the Python; where no Python is established there is none."""
    return law(
        RULE,
        "torch.python",
        (TORCH, PYTHON),
        lambda pythons, python: python in (pythons or ()),
        (_pythons, itself),
        _("every torch has wheels for some Pythons only"),
        lambda: ({}, f"torch.toml ({tables.torch.as_of})"),
    )


def _pythons(build: Build) -> object:
    return build.pythons
