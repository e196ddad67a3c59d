"""Writes a result into a file: whole or not at all, and over another one only when told so."""

from __future__ import annotations

import contextlib
import os
import tempfile
from errno import EDQUOT, EFBIG, ENOSPC

from envdoctor.model.problem import NotFinished, WrongInput
from envdoctor.model.text import _

_FULL = (ENOSPC, EDQUOT, EFBIG)


def refuse_existing(path: str) -> None:
    """Raises `WrongInput` for what is there already."""
    if os.path.lexists(path):
        raise WrongInput(_("{file} is there already; --force writes over it"), {"file": path})


def save(path: str, text: str, *, force: bool) -> None:
    """Writes the file; raises `WrongInput` where it cannot be, `NotFinished` on a full disk."""
    target = os.path.realpath(path) if force else path
    if os.path.isdir(target):
        raise WrongInput(_("{file} is a folder"), {"file": path})
    if os.path.exists(target) and not os.path.isfile(target):
        # A device or a pipe would be replaced, not written to.
        raise WrongInput(_("{file} is no ordinary file"), {"file": path})
    try:
        _save(target, text, force=force)
    except FileExistsError:
        refuse_existing(path)
        raise
    except OSError as error:
        kind = NotFinished if error.errno in _FULL else WrongInput
        reason = error.strerror or str(error)
        raise kind(
            _("{file} cannot be written: {reason}"), {"file": path, "reason": reason}
        ) from error


def _save(target: str, text: str, *, force: bool) -> None:
    folder = os.path.dirname(target) or "."
    descriptor, draft = tempfile.mkstemp(prefix=".envdoctor-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, _mode(target))
        if force:
            os.replace(draft, target)
        else:
            _take(draft, target)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(draft)


def _take(draft: str, target: str) -> None:
    """Gives the draft its name; raises FileExistsError where another has it by now."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.replace(draft, target)


def _mode(target: str) -> int:
    """That of the file that is written over, else what the user's umask leaves."""
    try:
        return os.stat(target).st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
