"""Which GPUs a binary serves: truths from the vendor's guide and from public reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.compat.arch import TEGRA, ArchList, RunsOn


def binary(cubins, ptx=()):
    return ArchList(
        "2.0.0", "cu118", "linux_x86_64", "wheel", cubins, ptx, False, "high", "", "", ""
    )


@pytest.mark.parametrize(
    ("pair", "cubin"),
    [
        ((5, 2), "sm_50"), ((6, 1), "sm_60"), ((7, 5), "sm_70"), ((8, 9), "sm_80"),
        ((8, 9), "sm_86"), ((10, 3), "sm_100"), ((12, 1), "sm_120"), ((8, 7), "sm_87"),
    ],
)  # fmt: skip
def test_covered_without_a_cubin_of_its_own(pair, cubin):
    answer = binary((cubin,)).runs_on(pair)
    assert answer == RunsOn("cubin", cubin)
    assert answer.works is True
    assert bool(answer)


@pytest.mark.parametrize(
    ("pair", "cubin"),
    [
        ((7, 2), "sm_75"), ((6, 0), "sm_61"), ((8, 0), "sm_86"), ((12, 0), "sm_100"),
        ((12, 0), "sm_90"), ((11, 0), "sm_100"), ((8, 6), "sm_75"), ((9, 0), "sm_86"),
    ],
)  # fmt: skip
def test_not_covered(pair, cubin):
    answer = binary((cubin,)).runs_on(pair)
    assert answer.kind == "none"
    assert answer.works is False
    assert not answer


def test_ptx_serves_everything_newer():
    both = binary(("sm_90", "sm_120"), ("compute_120",))
    assert both.runs_on((12, 1)) == RunsOn("cubin", "sm_120")
    assert both.runs_on((13, 0)) == RunsOn("ptx", "compute_120")
    assert both.runs_on((10, 0)).kind == "none"
    assert binary(("sm_37",), ("compute_37",)).runs_on((12, 0)) == RunsOn("ptx", "compute_37")


def test_architecture_specific_code_serves_its_own_alone():
    assert binary(("sm_90a",)).runs_on((9, 0)).kind == "cubin"
    assert binary(("sm_100a",)).runs_on((10, 3)).kind == "none"
    assert binary((), ("compute_90a",)).runs_on((10, 0)).kind == "none"
    assert binary((), ("compute_90a",)).runs_on((9, 0)).kind == "ptx"


def test_family_specific_code_serves_its_family():
    assert binary(("sm_100f",)).runs_on((10, 3)).kind == "cubin"
    assert binary((), ("compute_100f",)).runs_on((10, 3)).kind == "ptx"
    assert binary((), ("compute_100f",)).runs_on((12, 0)).kind == "none"


@pytest.mark.parametrize("pair", sorted(TEGRA))
def test_on_tegra_reports_disagree(pair):
    lower = f"sm_{pair[0]}0"
    answer = binary((lower,)).runs_on(pair)
    assert answer == RunsOn("unknown", lower)
    assert answer.works is None
    assert answer, "what is not known is no fault"
    assert binary((lower,), (f"compute_{pair[0]}0",)).runs_on(pair).kind == "ptx"


def test_what_is_not_established_stays_unknown():
    assert binary(None, None).runs_on((8, 6)).works is None
    assert binary(("sm_80", "sm_90"), None).runs_on((9, 0)).kind == "cubin"
    assert binary(("sm_80", "sm_90"), None).runs_on((12, 0)).kind == "unknown"
    assert binary(("sm_80", "sm_90"), None).runs_on((7, 5)).kind == "none", "PTX never looks back"


capabilities = st.tuples(st.integers(3, 13), st.integers(0, 9))
targets = st.lists(capabilities, max_size=6)


@given(targets, targets, capabilities)
def test_more_code_never_serves_less(few, more, pair):
    def names(prefix, pairs):
        return tuple(f"{prefix}_{major}{minor}" for major, minor in pairs)

    small = binary(names("sm", few), names("compute", few)).runs_on(pair)
    large = binary(names("sm", few + more), names("compute", few + more)).runs_on(pair)
    assert bool(large) or not bool(small)
