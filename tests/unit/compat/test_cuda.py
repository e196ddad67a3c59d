"""Drivers, toolkits and compilers, against the vendor's documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers


@pytest.mark.parametrize(
    ("cuda", "system", "minimum", "by"),
    [
        ("10.2", "linux", "440.33", "toolkit"), ("10.2", "windows", "441.22", "toolkit"),
        ("11.0", "linux", "450.36.06", "family"), ("11.1", "linux", "450.80.02", "family"),
        ("11.8", "linux", "450.80.02", "family"), ("11.8", "windows", "452.39", "family"),
        ("12.1", "linux", "525.60.13", "family"), ("12.6.77", "linux", "525.60.13", "family"),
        ("12.1", "windows", "528.33", "family"), ("12.7", "linux", "525.60.13", "family"),
        ("13.0", "linux", "580", "family"), ("13.2", "linux", "580", "family"),
    ],
)  # fmt: skip
def test_the_lowest_driver(tables, cuda, system, minimum, by):
    need = tables.cuda.driver_need(cuda, system)
    assert (need.minimum, need.by) == (minimum, by)
    assert need.source.count("https://docs.nvidia.com/") >= 1


def test_a_driver_meets_a_need(tables):
    need = tables.cuda.driver_need("12.1", "linux")
    assert not need.met_by("460.91.03")
    assert not need.met_by("520.61.05")
    assert need.met_by("525.60.13")
    assert need.met_by("535.104.05")
    assert tables.cuda.driver_need("13.0", "linux").met_by("580.65.06")
    assert not tables.cuda.driver_need("13.0", "linux").met_by("575.57.08")
    with pytest.raises(ValueError, match="dotted version"):
        need.met_by("N/A")


def test_what_came_with_the_toolkit(tables):
    assert tables.cuda.driver_need("12.1", "linux").recommended == "530.30.02"
    assert tables.cuda.driver_need("11.4", "windows").recommended == "471.11"
    assert tables.cuda.driver_need("12.7", "linux").recommended is None
    assert tables.cuda.driver_need("13.5", "linux").recommended is None, "not published yet"


def test_windows_of_cuda_13_is_inferred_from_the_end_of_the_12_family(tables):
    need = tables.cuda.driver_need("13.0", "windows")
    assert (need.minimum, need.certainty) == ("580", "medium")


def test_what_is_not_established(tables):
    assert tables.cuda.driver_need("14.0", "linux") is None
    assert tables.cuda.driver_need("12.1", "macos") is None
    assert tables.cuda.driver_need("8.0", "linux") is None


@pytest.mark.parametrize(
    ("driver", "cuda"),
    [
        ("384.81", "9.0"), ("440.33.01", "10.2"), ("450.80.02", "11.0"), ("460.91.03", "11.2"),
        ("470.161.03", "11.4"), ("525.60.13", "12.0"), ("535.104.05", "12.2"), ("610.43.02", "13.3"),
        ("700.1", "13.3"), ("565.57.01", "12.6"),
    ],
)  # fmt: skip
def test_the_cuda_of_a_driver(tables, driver, cuda):
    assert tables.cuda.cuda_of_driver(driver, "linux") == cuda


def test_windows_numbers_its_branches_alike(tables):
    """Drivers from the release notes' Windows column."""
    known = {"452.39": "11.0", "461.33": "11.2", "472.50": "11.4", "516.31": "11.7",
             "528.33": "12.0", "551.61": "12.4", "572.61": "12.8"}  # fmt: skip
    for driver, cuda in known.items():
        assert tables.cuda.cuda_of_driver(driver, "windows") == cuda
    assert tables.cuda.cuda_of_driver("340.10", "linux") is None
    assert tables.cuda.cuda_of_driver("535.1", "macos") is None


def test_a_driver_that_reports_a_cuda_runs_it(tables):
    """The two tables of the vendor do not contradict each other."""
    for toolkit in tables.cuda.toolkits():
        need = tables.cuda.driver_need(toolkit, "linux")
        if need is None or need.recommended is None:
            continue
        assert need.met_by(need.recommended)
        reported = tables.cuda.cuda_of_driver(need.recommended, "linux")
        assert numbers(reported) >= numbers(toolkit)


@given(st.integers(384, 700), st.integers(0, 200), st.sampled_from(["linux", "windows"]))
def test_a_newer_driver_never_runs_less(branch, build, system):
    cuda = Tables().cuda
    older, newer = f"{branch}.{build}", f"{branch + 1}.0"
    assert numbers(cuda.cuda_of_driver(older, system)) <= numbers(
        cuda.cuda_of_driver(newer, system)
    )


def test_toolkits(tables):
    assert tables.cuda.toolkits()[0] == "9.2"
    assert tables.cuda.newest_cuda() == "13.5"
    assert tables.cuda.newest_driver_branch() == 610
    assert "12.7" not in tables.cuda.toolkits(), "no such public release"
    assert tables.cuda.is_newer_than_known("13.6")
    assert not tables.cuda.is_newer_than_known("13.5.37")


def test_what_toolkits_compile_for(tables):
    assert (8, 6) not in tables.cuda.capabilities_of("11.0")
    assert (8, 6) in tables.cuda.capabilities_of("11.1")
    assert (9, 0) in tables.cuda.capabilities_of("11.8")
    assert (3, 7) not in tables.cuda.capabilities_of("12.0")
    assert (12, 0) in tables.cuda.capabilities_of("12.8.93")
    assert (7, 0) not in tables.cuda.capabilities_of("13.0")
    assert tables.cuda.capabilities_of("12.7") is None


@pytest.mark.parametrize(
    ("pair", "own", "any_"),
    [
        ((7, 5), "10.0", "9.2"), ((8, 0), "11.0", "11.0"), ((8, 6), "11.1", "11.0"),
        ((8, 9), "11.8", "11.0"), ((8, 7), "11.4", "11.4"), ((9, 0), "11.8", "11.8"),
        ((10, 0), "12.8", "12.8"), ((12, 0), "12.8", "12.8"), ((12, 1), "12.9", "12.8"),
    ],
)  # fmt: skip
def test_the_first_cuda_of_a_gpu(tables, pair, own, any_):
    assert tables.cuda.range_of(pair).first == own
    assert tables.cuda.minimum_for(pair) == any_


def test_ranges_and_lists_agree(tables):
    for toolkit in tables.cuda.toolkits():
        for pair in tables.cuda.capabilities_of(toolkit):
            known = tables.cuda.range_of(pair)
            assert known is not None, pair
            if known.first is not None:
                assert numbers(known.first) <= numbers(toolkit)
            assert known.last is None or numbers(toolkit) <= numbers(known.last)


def test_unknown_capabilities(tables):
    assert tables.cuda.range_of((99, 0)) is None
    assert tables.cuda.minimum_for((99, 0)) is None
    assert tables.cuda.first_driver((99, 0), "linux") is None
    assert tables.cuda.first_driver((3, 5), "linux") is None, "first toolkit not established"


def test_the_first_driver_of_a_generation(tables):
    turing = tables.cuda.first_driver((7, 5), "linux")
    assert (turing.minimum, turing.by, turing.certainty) == ("410.48", "capability", "medium")
    assert tables.cuda.first_driver((8, 6), "linux").minimum == "455.23"
    assert tables.cuda.first_driver((12, 0), "windows").minimum == "570.65"


def test_host_compilers(tables):
    assert tables.cuda.host_compiler("10.2").gcc_max == 8
    assert tables.cuda.host_compiler("11.8.89").gcc_max == 11
    disagreeing = tables.cuda.host_compiler("12.3")
    assert (disagreeing.gcc_max, disagreeing.gcc_max_torch) == (12, 13)
    assert tables.cuda.host_compiler("12.1").msc_below == 1940
    assert tables.cuda.host_compiler("11.0").clang_max is None
    assert tables.cuda.host_compiler("8.0") is None


def test_bounds_of_torchs_build_helper(tables):
    assert tables.cuda.torch_gcc_bound("2.0.1", "11.7").upper == "12.0"
    assert tables.cuda.torch_gcc_bound("2.1.2+cu118", "11.8") is None, "no entry for 11.8"
    assert tables.cuda.torch_gcc_bound("2.13.0", "12.8").upper == "15.0"
    assert tables.cuda.torch_gcc_bound("2.11.0", "12.8").upper == "14.0"
    assert tables.cuda.torch_gcc_bound("2.13.0", "12.8").inclusive is False
    assert tables.cuda.torch_gcc_bound("1.12.1", "10.2").inclusive is None


def test_versions_that_errors_print(tables):
    assert tables.cuda.decode(12010) == "12.1"
    assert tables.cuda.decode(9020) == "9.2"
    assert tables.cuda.decode(13000) == "13.0"
    assert tables.cuda.decode(0) is None
    assert tables.cuda.decode(12015) is None
    assert tables.cuda.decode(-1000) is None
    encoded = tables.cuda._document.block("encoded")["versions"]
    for number, cuda in encoded.items():
        assert tables.cuda.decode(int(number)) == cuda
