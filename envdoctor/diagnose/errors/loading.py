"""What a message of the loader is about: whose file it is, and what was imported when it came."""

from __future__ import annotations

import re

from envdoctor.diagnose.errors.sighting import Sighting
from envdoctor.model.account import COMMAND, Account
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Tuple

_ABOVE = 60
_TAG = re.compile(r"\.(?:cpython-\w+|cp\d+|abi3|pypy\w+)?[\w.-]*(?:so|pyd)[.\d]*$")
_FRAME = re.compile(r"(?:site|dist)-packages[/\\]([A-Za-z_]\w*)")
_IMPORT = re.compile(r"(?:^|[\s>(;'\"])(?:from|import) ([A-Za-z_][\w.]*)")
_OF_TORCH = re.compile(
    r"(?:^|[/\\])(?:torch[/\\](?:lib|_C)|lib(?:torch(?:_\w+)?|c10(?:_\w+)?|caffe2\w*|shm)\.)"
)
_PASSED_ON = frozenset({"importlib", "torch", "pkg_resources", "setuptools", "ctypes"})
"""What stands between the import of an extension and the extension."""


def module_of(file: str) -> str:
    """The module that a compiled file is: "mmcv._ext" of ".../mmcv/_ext.cpython-38-...so"."""
    parts = [part for part in re.split(r"[/\\]", file) if part]
    if not parts:
        return ""
    name = _TAG.sub("", parts[-1])
    inside = re.split(r"(?:site|dist)-packages[/\\]", file)
    if len(inside) > 1:
        folders = re.split(r"[/\\]", inside[-1])[:-1]
    else:
        folders = parts[-2:-1] if len(parts) > 1 and parts[-2].isidentifier() else []
    if folders and folders[0].endswith(".egg"):
        folders = folders[1:]
    return ".".join([*folders, name])


def is_torch_s(file: str) -> bool:
    """Whether it is one of torch's own libraries."""
    return bool(_OF_TORCH.search(file))


def importing(seen: Sighting, account: Account) -> str:
    """The package whose import failed there: of the nearest frame above, else of the command; or ""."""
    for name in (*_frames(seen, account), *_imported(seen, account)):
        if name not in _PASSED_ON:
            return name
    return ""


def torch_itself_failed(seen: Sighting, account: Account) -> bool:
    """Whether `import torch` itself ended there."""
    above = [line.text for line in account.around(seen.line, 4, 0)]
    if any("from torch._C import" in text or "torch/__init__.py" in text for text in above):
        return True
    return not _frames(seen, account) and _imported(seen, account)[:1] == ("torch",)


def is_openmmlab_s(seen: Sighting, account: Account) -> bool:
    """Whether it happened in a program of OpenMMLab's, whose compiled extension is mmcv's."""
    if importing(seen, account).startswith("mm"):
        return True
    return account.has(
        "mmcv", "mmdet", "mmseg", "mmaction", "mmpose", "dist_train.sh", "dist_test.sh"
    )


def _frames(seen: Sighting, account: Account) -> Tuple[str, ...]:
    """Packages of the traceback's frames above the message, the innermost first."""
    lines = reversed(account.around(seen.line, _ABOVE, 0)[:-1])
    return tuple(found[1] for line in lines for found in [_FRAME.search(line.text)] if found)


def _imported(seen: Sighting, account: Account) -> Tuple[str, ...]:
    """What import statements above the message or in the command name, the nearest first."""
    texts = [line.text for line in account.around(seen.line, _ABOVE, 0)[:-1]]
    texts[:0] = [claim.value for claim in account.of(COMMAND)]
    names = [found[1] for text in reversed(texts) for found in _IMPORT.finditer(text)]
    return tuple(name.partition(".")[0] for name in names)
