"""In a container, /dev/shm is large enough for DataLoader workers.

Workers hand their batches over through shared memory. Docker, Podman and Kubernetes give a container
64 MiB of it unless told otherwise; a batch of video clips is larger, and the worker is killed by
"Bus error" in the middle of training.

How it is known: statvfs of /dev/shm, and the marks of a container. How much is needed depends on the
batches; 1 GiB is taken as the least.

Bad: 64 MiB in a Docker container. Good: --shm-size=8g.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import NONE, Facts
from envdoctor.model.finding import INFO, MEDIUM, SYSTEM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "system.shm",
    SYSTEM,
    _("in a container, /dev/shm is large enough for DataLoader workers"),
    reference="https://pytorch.org/docs/stable/data.html#multi-process-data-loading",
)
_MIB = 1024**2
_LEAST_BYTES = 1024 * _MIB
_KUBERNETES = _(
    "mount an emptyDir with medium: Memory at /dev/shm in the pod; until then num_workers=0 in the dataloaders"
)
_ANY = _(
    "start the container with --shm-size=8g (or --ipc=host); until then num_workers=0 in the dataloaders"
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Shared memory, where a container has its own."""
    container = facts.container.known()
    shm = facts.shm.known()
    if shm.total_bytes >= _LEAST_BYTES:
        return
    size = f"{shm.total_bytes // _MIB} MiB"
    yield RULE.finding(
        # The build of an image, where no GPU is expected, has not the shared memory of the run.
        INFO if facts.expect_gpu == NONE else WARNING,
        cause="shm_too_small",
        confidence=MEDIUM,
        title=_("this {container} container has {size} of shared memory (/dev/shm)"),
        why=_(
            "DataLoader workers pass batches through it; one that finds it full is killed: "
            '"Bus error ... insufficient shared memory (shm)".'
        ),
        params={"container": container.kind, "size": size},
        evidence=(
            facts.shm.evidence("size of /dev/shm", size),
            facts.container.evidence("container", container.kind),
        ),
        goals=(Manual(_KUBERNETES if container.kind == "kubernetes" else _ANY),),
    )
