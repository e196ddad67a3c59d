"""Puts a stand-in where mmaction2 1.2.0 lacks a package, run by the environment's own Python.

The published wheel has no mmaction/models/localizers/drn, which mmaction/models imports. The
stand-in lets everything else be imported; the localizer itself stays unavailable.
"""

import os
import sysconfig

SOURCE = '''"""Stand-in for the localizer that the published release lacks."""


class DRN:
    """Says why it cannot be built."""

    def __init__(self, *args, **kwargs):
        raise RuntimeError("mmaction2 1.2.0 was published without DRN")
'''


def main():
    """Writes the package beside its neighbours."""
    site_packages = sysconfig.get_paths()["purelib"]
    folder = os.path.join(site_packages, "mmaction", "models", "localizers", "drn")
    os.makedirs(folder, exist_ok=True)
    for name, text in (("__init__.py", ""), ("drn.py", SOURCE)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
