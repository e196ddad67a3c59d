"""Environment variables that bear on the stack: an allow-list, and no secret inside a value."""

from __future__ import annotations

from envdoctor.model.machine import Variable
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping, Tuple

REMOVED = "<removed>"

_PREFIXES = (
    "CUBLAS_",
    "CUDA_",
    "CUDNN_",
    "DECORD_",
    "GLOO_",
    "KMP_",
    "MKL_",
    "MMCV_",
    "NCCL_",
    "NVCC_",
    "NVIDIA_",
    "OMP_",
    "OPENBLAS_",
    "PYTORCH_",
    "TORCH",
)
_NAMES = frozenset(
    {
        "CC",
        "CONDA_DEFAULT_ENV",
        "CONDA_OVERRIDE_CUDA",
        "CONDA_OVERRIDE_GLIBC",
        "CONDA_PREFIX",
        "CUDACXX",
        "CUDAHOSTCXX",
        "CXX",
        "DYLD_LIBRARY_PATH",
        "FORCE_CUDA",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "LOCAL_RANK",
        "MAX_JOBS",
        "PYTHONHOME",
        "PYTHONNOUSERSITE",
        "PYTHONPATH",
        "PYTHONUSERBASE",
        "RANK",
        "VIRTUAL_ENV",
        "WORLD_SIZE",
    }
)
_SECRET_WORDS = ("AUTH", "CREDENTIAL", "KEY", "PASSW", "SECRET", "TOKEN")
_SECRET_STARTS = (
    "AKIA",
    "eyJ",
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "hf_",
    "nvapi-",
    "pypi-",
    "sk-",
    "xoxb-",
    "xoxp-",
)
_SECRET_LENGTH = 16
_SEPARATORS = " \t\r\n,;:=&?/@\"'|"


def read_variables(environ: Mapping[str, str]) -> Read[Tuple[Variable, ...]]:
    """The variables of the allow-list, by name; credentials and tokens in them are taken out."""
    names = sorted(name for name in environ if _allowed(name))
    found = tuple(Variable(name, without_secrets(environ[name])) for name in names)
    return Read.of(found, "environment")


def _allowed(name: str) -> bool:
    if name not in _NAMES and not name.startswith(_PREFIXES):
        return False
    return not any(word in name for word in _SECRET_WORDS)


def without_secrets(value: str) -> str:
    """The value without URL credentials, URL parameters and words that look like access tokens."""
    if "://" in value:
        value = " ".join(_without_credentials(word) for word in value.split(" "))
    if not any(start in value for start in _SECRET_STARTS):
        return value
    words = []
    word = ""
    for character in value + " ":
        if character not in _SEPARATORS:
            word += character
            continue
        secret = len(word) >= _SECRET_LENGTH and word.startswith(_SECRET_STARTS)
        words.append((REMOVED if secret else word) + character)
        word = ""
    return "".join(words)[:-1]


def _without_credentials(word: str) -> str:
    """An address without user, password, parameters and conda's /t/<token>/."""
    scheme, mark, rest = word.partition("://")
    if not mark:
        return word
    # Up to the last "@": a password that was not escaped may hold any other sign.
    _, at, address = rest.rpartition("@")
    address, parameters, _ = address.replace("#", "?").partition("?")
    pieces = address.split("/")
    for index in range(len(pieces) - 1):
        if pieces[index] == "t":
            pieces[index + 1] = REMOVED
    user = f"{REMOVED}@" if at else ""
    return scheme + mark + user + "/".join(pieces) + (f"?{REMOVED}" if parameters else "")
