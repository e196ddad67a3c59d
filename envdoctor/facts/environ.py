"""Environment variables that bear on the stack: an allow-list, and no secret inside a value."""

from typing import Mapping, Tuple

from envdoctor.model.facts import Variable
from envdoctor.model.read import Read

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
        value = _without_credentials(value)
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


def _without_credentials(value: str) -> str:
    head, *rest = value.split("://")
    return "://".join([head, *(_after_scheme(part) for part in rest)])


def _after_scheme(part: str) -> str:
    """What follows "://", up to the next blank, without user, password, query and path tokens."""
    end = next((at for at, character in enumerate(part) if character in " \t\r\n,;\"'"), len(part))
    url, tail = part[:end], part[end:]
    url, query, _ = url.replace("#", "?").partition("?")
    # The last "@" before the path ends the credentials: a password may hold one of its own.
    authority, slash, path = url.partition("/")
    _, at, host = authority.rpartition("@")
    if not at and "@" in path:
        # A "/" inside an unescaped password: nothing before the "@" can be trusted.
        _, at, rest = path.rpartition("@")
        host, slash, path = rest.partition("/")
    pieces = path.split("/")
    for index in range(len(pieces) - 1):
        if pieces[index] == "t":  # conda's /t/<token>/ in channel addresses
            pieces[index + 1] = REMOVED
    cleaned = (f"{REMOVED}@" if at else "") + (host if at else authority) + slash + "/".join(pieces)
    return cleaned + (f"?{REMOVED}" if query else "") + tail
