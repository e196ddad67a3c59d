"""All folders at once say what asking for one wheel after the other says."""

import pytest

_PYTHONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
_TORCH = ("1.8", "1.10", "1.11", "1.13", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5")
_VARIANTS = ("cpu", "mps", "cu102", "cu111", "cu113", "cu117", "cu118", "cu121", "cu124")


@pytest.mark.parametrize(
    ("system", "machine"),
    [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("windows", "AMD64"),
        ("macos", "arm64"),
        ("macos", "x86_64"),
    ],
)
def test_the_same_wheels_either_way(tables, system, machine):
    wheels = tables.mmcv_wheels
    releases = [release for release in wheels.releases() if release.startswith("2")]
    states = {
        (folder.mmcv, folder.variant, folder.torch, python): state
        for folder in wheels.folders(frozenset(releases), _PYTHONS, system, machine)
        for state in ("observed", "inferred")
        for python in getattr(folder, state)
    }
    for mmcv in releases:
        for variant in _VARIANTS:
            for torch in _TORCH:
                for python in _PYTHONS:
                    answer = wheels.wheels(mmcv, torch, variant, python, system, machine)
                    expected = answer.state if answer.usable else None
                    assert states.get((mmcv, variant, torch, python)) == expected


def test_a_mac_s_wheel_is_for_its_processor_or_for_both(tables):
    def ask(python, machine):
        return tables.mmcv_wheels.wheels("2.1.0", "2.1", "cpu", python, "macos", machine).state

    assert [ask("3.10", "x86_64"), ask("3.10", "arm64")] == ["observed", "inferred"]
    assert [ask("3.11", "x86_64"), ask("3.11", "arm64")] == ["observed", "observed"]
