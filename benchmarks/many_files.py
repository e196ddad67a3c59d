"""An environment whose distributions own 20,000 files, some of them twice."""

import os
import sys

DISTRIBUTIONS = 40
FILES_EACH = 500


def make_environment(folder: str) -> str:
    """Writes the environment; gives the path of its Python."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    windows = os.name == "nt"
    binaries = os.path.join(folder, "Scripts" if windows else "bin")
    packages = os.path.join(
        folder, "Lib" if windows else os.path.join("lib", version), "site-packages"
    )
    os.makedirs(binaries)
    os.makedirs(packages)
    with open(os.path.join(folder, "pyvenv.cfg"), "w", encoding="utf-8") as file:
        file.write(
            f"home = {os.path.dirname(sys.executable)}\nversion = {sys.version.split(maxsplit=1)[0]}\n"
        )
    python = os.path.join(binaries, "python.exe" if windows else "python")
    if windows:
        with open(python, "wb"):
            pass
    else:
        os.symlink(sys.executable, python)
    for number in range(DISTRIBUTIONS):
        _distribution(packages, number)
    return python


def _distribution(packages: str, number: int) -> None:
    """One distribution; it shares its module with its neighbour, as the OpenCV wheels do."""
    info = os.path.join(packages, f"generated_{number}-1.{number}.dist-info")
    os.makedirs(info)
    module = f"generated_module_{number // 2}"
    os.makedirs(os.path.join(packages, module), exist_ok=True)
    names = [
        f"{module}/part_{number % 2 * FILES_EACH // 2 + n:04}.py" for n in range(FILES_EACH - 3)
    ]
    for name in names:
        with open(os.path.join(packages, name), "w", encoding="utf-8"):
            pass
    with open(os.path.join(info, "METADATA"), "w", encoding="utf-8") as file:
        file.write(f"Metadata-Version: 2.1\nName: generated-{number}\nVersion: 1.{number}\n")
    with open(os.path.join(info, "INSTALLER"), "w", encoding="utf-8") as file:
        file.write("pip\n")
    own = os.path.basename(info)
    with open(os.path.join(info, "RECORD"), "w", encoding="utf-8", newline="") as file:
        file.writelines(
            f"{name},sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n" for name in names
        )
        file.writelines(f"{own}/{name},,\n" for name in ("METADATA", "INSTALLER", "RECORD"))
