"""environment.yml: Python from conda, the set itself by pip, as the plan has it."""

from __future__ import annotations

from envdoctor.model.manifest import Manifest, Written
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.export.heading import heading
from envdoctor.report.export.pip_lines import can_be_listed, option_lines, remarks

if TYPE_CHECKING:
    from typing import Any, Dict

CHANNELS = ("conda-forge", "nodefaults")
"""Python and pip alone come from there; the channels that conda has by itself are not free for all."""


def conda(manifest: Manifest) -> Written:
    """The file."""
    import yaml

    listed = [item for item in manifest.items if can_be_listed(item)]
    lines = [*option_lines(listed), *(item.requirement for item in listed)]
    content: Dict[str, Any] = {
        "name": manifest.environment,
        "channels": list(CHANNELS),
        "dependencies": [f"python={manifest.python}", "pip", {"pip": lines}],
    }
    head = "".join(
        f"{line}\n" for line in heading(manifest, ("conda env create -f environment.yml",))
    )
    # A width that breaks no line: a folded requirement is one all the same, and hard to read.
    text = yaml.safe_dump(content, sort_keys=False, default_flow_style=False, width=4096)
    return Written(head + text, tuple(remarks(manifest)))
