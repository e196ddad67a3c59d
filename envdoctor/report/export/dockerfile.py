"""Dockerfile: an image that fits, the plan's steps, and `envdoctor check` at the end.

Every command of the plan is in exec form, a JSON list: no shell reads it.
"""

from __future__ import annotations

import json

from envdoctor import __version__
from envdoctor.compat.docker_images import Image
from envdoctor.model.manifest import Command, Manifest, Written
from envdoctor.model.plan_report import Remark
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.export.heading import comment, heading
from envdoctor.report.export.pip_lines import version_remarks

if TYPE_CHECKING:
    from typing import Dict, Iterator, Sequence, Tuple

_ENVIRONMENT = "/opt/env"
_OWN_WHEEL = f"envdoctor-{__version__}-py3-none-any.whl"
_DOCKER_MACHINES = {"aarch64": "arm64", "arm64": "arm64"}
_PIP = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_CACHE_DIR": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
}
_GPU = {"NVIDIA_VISIBLE_DEVICES": "all", "NVIDIA_DRIVER_CAPABILITIES": "compute,utility"}


def dockerfile(manifest: Manifest, image: Image, libraries: Sequence[str]) -> Written:
    """The file; `libraries` are the packages of Debian that OpenCV's wheels leave to the system."""
    lines = [
        *heading(manifest, _head(manifest)),
        *_base(manifest, image, libraries),
        *(line for command in manifest.commands for line in _step(command)),
        *_check(),
    ]
    remarks = (*_remarks(), *version_remarks(manifest))
    return Written("".join(f"{line}\n" for line in lines), remarks)


def _head(manifest: Manifest) -> Iterator[str]:
    machine = _DOCKER_MACHINES.get(manifest.machine.lower(), "amd64")
    yield f"beside this file: {_OWN_WHEEL} (pip wheel --no-deps .)"
    yield f"docker build --platform linux/{machine} -t {manifest.environment} ."


def _base(manifest: Manifest, image: Image, libraries: Sequence[str]) -> Iterator[str]:
    own_python = not image.toolkit
    variables: Dict[str, str] = {**_PIP, **(_GPU if manifest.cuda else {})}
    if not own_python:
        variables["PATH"] = f"{_ENVIRONMENT}/bin:$PATH"
    yield f"ARG BASE_IMAGE={image.name}"
    yield "FROM ${BASE_IMAGE}"
    yield "ENV " + " ".join(f"{name}={value}" for name, value in variables.items())
    yield f"WORKDIR /opt/{manifest.environment}"
    yield from _apt((*libraries, *_system_packages(manifest, image)))
    if not own_python:
        yield from _python(manifest, image)


def _system_packages(manifest: Manifest, image: Image) -> Iterator[str]:
    is_cloned = any(item.repository for item in manifest.items)
    if is_cloned:
        yield from ("ca-certificates", "git")
    if manifest.compiled is not None:
        yield "build-essential"
    if image.toolkit:
        yield from ("ca-certificates", "python3", "python3-dev", "python3-pip", "python3-venv")


def _apt(packages: Tuple[str, ...]) -> Iterator[str]:
    names = " ".join(sorted(set(packages)))
    if names:
        yield "RUN apt-get update \\"
        yield f"    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends {names} \\"
        yield "    && rm -rf /var/lib/apt/lists/*"


def _python(manifest: Manifest, image: Image) -> Iterator[str]:
    """An environment: of the image's own Python where it is the one, else of one that uv fetches."""
    if image.python == manifest.python:
        yield _run(("python3", "-m", "venv", _ENVIRONMENT))
        return
    yield _run(("python3", "-m", "venv", "/opt/uv"))
    yield _run(("/opt/uv/bin/python", "-m", "pip", "install", "uv"))
    uv = ("/opt/uv/bin/uv", "venv", "--seed", "--python", manifest.python, _ENVIRONMENT)
    yield _run(uv)


def _step(command: Command) -> Iterator[str]:
    yield ""
    yield comment(command.why.format(**command.params))
    variables = tuple(f"{name}={value}" for name, value in command.variables)
    yield _run(("env", *variables, *command.argv) if variables else command.argv)


def _run(argv: Sequence[str]) -> str:
    return "RUN " + json.dumps(list(argv))


def _check() -> Iterator[str]:
    yield ""
    yield f"ARG ENVDOCTOR={_OWN_WHEEL}"
    yield "COPY ${ENVDOCTOR} /opt/envdoctor/"
    yield "RUN python -m pip install /opt/envdoctor/*.whl"
    yield "RUN envdoctor check --strict --expect-gpu none"


def _remarks() -> Iterator[Remark]:
    yield Remark(
        "docker.own_wheel",
        _(
            "the image checks itself with envdoctor: put {file} beside the Dockerfile, or name another wheel with --build-arg ENVDOCTOR=FILE"
        ),
        {"file": _OWN_WHEEL},
    )
