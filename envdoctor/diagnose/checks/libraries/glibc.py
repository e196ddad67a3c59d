"""glibc and libstdc++ are new enough for what is installed.

A binary built on a newer system asks for versions of symbols that an older one lacks: "version
`GLIBC_2.28' not found", "version `GLIBCXX_3.4.30' not found". torch's wheels from 2.7 on need glibc
2.28 (Debian 10, Ubuntu 20.04, RHEL 8); what was compiled elsewhere needs what was there. glibc comes
with the system alone; libstdc++ also with conda, whose Python takes its own environment's.

How it is known: the version needs in the ELF headers of torch, mmcv, OpenCV and the decoders; the
running glibc; the libstdc++.so.6 that the loader takes (RPATH of the interpreter, LD_LIBRARY_PATH,
ld.so.cache), whose file name 6.0.N stands for GLIBCXX_3.4.N. On Windows the Visual C++ runtime cannot
be judged so: Windows keeps it among its own files, without such versions.

Bad: torch 2.7.1 on Ubuntu 18.04 (glibc 2.27). Good: torch 2.7.1 on Ubuntu 22.04 (glibc 2.35).
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.runtime_needs import Lack, glibc_lack, libstdcxx_lack
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, LIBRARIES, Finding
from envdoctor.model.goal import Constrain, Goal, Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "libraries.glibc",
    LIBRARIES,
    _("glibc and libstdc++ are new enough for what is installed"),
    caused_by=("libraries.library_path",),
    reference="https://peps.python.org/pep-0600/",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The needs of every compiled file against the two libraries."""
    lack = glibc_lack(facts)
    if lack is not None:
        yield RULE.finding(
            ERROR,
            cause="system_runtime_too_old",
            variant="glibc",
            title=_("glibc {needed} is needed by {packages}, the system has {has}"),
            why=_(
                'The loader refuses the file: "version `GLIBC_{needed}\' not found". glibc comes with the system and cannot be installed beside it.'
            ),
            params=_params(lack),
            evidence=(_need(facts, "GLIBC", lack), facts.libc.evidence("glibc", lack.has)),
            goals=_older_torch(facts, tables, lack)
            or (
                Manual(
                    _(
                        "run on a system with glibc {needed} or newer (a container will do), or install packages built for an older one"
                    )
                ),
            ),
        )
    lack = libstdcxx_lack(facts)
    if lack is not None:
        yield _libstdcxx(facts, tables, lack)


def _libstdcxx(facts: Facts, tables: Tables, lack: Lack) -> Finding:
    library = facts.libstdcxx.known()
    python = facts.interpreter.value
    is_conda = python is not None and python.kind.startswith("conda")
    gcc = tables.shared_libraries.gcc_of(lack.needed) or ""
    return RULE.finding(
        ERROR,
        cause="system_runtime_too_old",
        variant="libstdcxx",
        title=_(
            "GLIBCXX_{needed} is needed by {packages}, the libstdc++ that is loaded only goes up to {has}"
        ),
        why=_(
            'The loader takes {path} and refuses the file: "version `GLIBCXX_{needed}\' not found".'
        ),
        params={**_params(lack), "path": library.path, "gcc": gcc},
        evidence=(
            _need(facts, "GLIBCXX", lack),
            facts.libstdcxx.evidence("libstdc++.so.6", f"{library.path} {library.version}"),
            Evidence("numbering", "6.0.N: 3.4.N", tables.shared_libraries.libstdcxx_source()),
        ),
        goals=(
            Manual(
                _(
                    "take libstdc++ of gcc {gcc} or newer into the environment: conda install -c conda-forge 'libstdcxx-ng>={gcc}'"
                )
                if is_conda and gcc
                else _(
                    "run on a system whose libstdc++ has GLIBCXX_{needed}, or install packages built for an older one"
                )
            ),
        ),
    )


def _params(lack: Lack) -> "dict[str, str]":
    return {"packages": ", ".join(lack.packages), "needed": lack.needed, "has": lack.has}


def _need(facts: Facts, what: str, lack: Lack) -> Evidence:
    return facts.binaries.evidence(f"{what} needed by {lack.worst.path}", lack.needed)


def _older_torch(facts: Facts, tables: Tables, lack: Lack) -> Tuple[Goal, ...]:
    """The newest release of torch whose wheels are built for this glibc, where torch lacks it."""
    platform = facts.platform.value
    if "torch" not in lack.packages or platform is None:
        return ()
    for version in reversed(tables.torch.versions()):
        release = tables.torch.release(version)
        tags = release.linux_tags.get(platform.machine, ()) if release else ()
        built_for = [glibc for glibc in map(_glibc_of, tags) if glibc]
        if built_for and min(map(numbers, built_for)) <= numbers(lack.has):
            return (Constrain("torch", f"<={version}"),)
    return ()


_LEGACY = {"manylinux1": "2.5", "manylinux2010": "2.12", "manylinux2014": "2.17"}


def _glibc_of(tag: str) -> Optional[str]:
    """Tell "2.28" from "manylinux_2_28_x86_64", "2.17" from "manylinux2014_x86_64"."""
    words = tag.split("_")
    if words[0] == "manylinux" and len(words) > len(("manylinux", "2")):
        return ".".join(words[1:3])
    return _LEGACY.get(words[0])
