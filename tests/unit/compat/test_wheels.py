"""Prebuilt mmcv wheels: exactly what was gathered, and what follows from it."""

import csv

import pytest

from envdoctor.compat.wheel_rows import expand

PAGES = "https://download.openmmlab.com/mmcv/dist/"
LINUX = ("linux", "x86_64")


def cuda_of(variant):
    return variant if variant in {"cpu", "mps"} else f"{variant[2:-1]}.{variant[-1]}"


def test_the_selector_expands_to_exactly_the_gathered_rows(tables, data):
    with (data / "mmcv_rows.csv").open(encoding="utf-8", newline="") as file:
        gathered = sorted(tuple(row.values()) for row in csv.DictReader(file))
    expanded = sorted(
        (
            row.system, cuda_of(row.variant), f"{row.torch}.x", row.mmcv, row.package,
            "cpu" if row.variant == "mps" else row.variant, f"torch{row.torch}",
            "main" if row.package == "mmcv" else "1.x", row.first_listed, row.first_commit,
            row.last_seen, row.last_commit, " ".join(row.python or ()),
        )
        for row in tables.mmcv_wheels.selected()
    )  # fmt: skip
    assert len(gathered) == 2143
    assert expanded == gathered


def test_the_observed_wheels_are_exactly_those_gathered(tables, data):
    with (data / "mmcv_observed.csv").open(encoding="utf-8", newline="") as file:
        gathered = sorted((row["index"], row["file"]) for row in csv.DictReader(file))
    assert len(gathered) == 102
    assert sorted(tables.mmcv_wheels.observed()) == gathered


def ask(tables, mmcv, torch, variant, python, place=LINUX):
    return tables.mmcv_wheels.wheels(mmcv, torch, variant, python, *place)


@pytest.mark.parametrize(
    ("mmcv", "torch", "variant", "python", "place", "state"),
    [
        ("2.1.0", "2.1.2+cu121", "cu121", "3.10.12", LINUX, "observed"),
        ("2.1.0", "2.1.0", "cu118", "3.8", LINUX, "observed"),
        ("2.1.0", "2.1.0", "cu121", "3.9", LINUX, "inferred"),
        ("2.1.0", "2.1.0", "cu121", "3.12", LINUX, "none"),
        ("2.2.0", "2.4.1", "cu121", "3.12", LINUX, "observed"),
        ("2.2.0", "2.4.1", "cu121", "3.13", LINUX, "none"),
        ("2.2.0", "2.3.1", "cu118", "3.11", LINUX, "inferred"),
        ("2.0.1", "2.0.1", "cu118", "3.7", LINUX, "none"),
        ("2.0.1", "1.13.1", "cu117", "3.7", LINUX, "inferred"),
        ("2.2.0", "2.2.2", "cu121", "3.11", ("windows", "AMD64"), "observed"),
        ("2.2.0", "2.2.2", "cu121", "3.12", ("windows", "AMD64"), "none"),
        ("2.1.0", "2.1.0", "cpu", "3.11", ("macos", "arm64"), "observed"),
        ("2.1.0", "2.1.0", "cpu", "3.8", ("macos", "arm64"), "inferred"),
        ("1.7.2", "2.1.0", "cu121", "3.10", LINUX, "observed"),
    ],
)
def test_states(tables, mmcv, torch, variant, python, place, state):
    answer = ask(tables, mmcv, torch, variant, python, place)
    assert answer.state == state, answer
    assert answer.usable == (state in {"observed", "inferred"})
    assert answer.source


@pytest.mark.parametrize(
    ("mmcv", "torch", "variant", "place"),
    [
        ("2.1.0", "2.2.0", "cu121", LINUX),
        ("2.2.0", "2.5.0", "cu124", LINUX),
        ("2.2.0", "2.9.0", "cu128", LINUX),
        ("2.2.0", "2.4.0", "cu118", ("windows", "AMD64")),
        ("2.2.0", "2.1.0", "cpu", ("macos", "arm64")),
        ("2.1.0", "2.1.0", "cu121", ("linux", "aarch64")),
        ("2.1.0", "2.1.0", "rocm5.6", LINUX),
    ],
)
def test_what_was_never_built(tables, mmcv, torch, variant, place):
    answer = ask(tables, mmcv, torch, variant, "3.10", place)
    assert (answer.state, answer.find_links) == ("none", "")


def test_the_page(tables):
    answer = ask(tables, "2.1.0", "2.1.2", "cu121", "3.10")
    assert answer.find_links == PAGES + "cu121/torch2.1/index.html"
    assert answer.distribution == "mmcv"
    assert ask(tables, "1.7.1", "1.13.1", "cpu", "3.8").distribution == "mmcv-full"
    assert tables.mmcv_wheels.find_links("1.13.1", "mps") == PAGES + "cpu/torch1.13/index.html"
    assert tables.mmcv_wheels.find_links("2.4.1+cu121", "cu121") == (
        PAGES + "cu121/torch2.4/index.html"
    )
    assert tables.mmcv_wheels.find_links("2.5.1", "cu124") is None
    assert tables.mmcv_wheels.find_links("2.13.0", "cpu") is None


def test_low_trust_is_said(tables):
    assert ask(tables, "2.2.0", "1.13.1", "cu116", "3.10").certainty == "low"
    assert ask(tables, "2.1.0", "2.1.0", "cu118", "3.10").certainty == "high"


def test_the_newest_for_mmaction2_1_2_0(tables):
    (mmcv, _) = tables.openmmlab.asserts("mmaction2", "1.2.0")
    allowed = [version for version in tables.openmmlab.versions("mmcv") if mmcv.holds(version)]
    best = tables.mmcv_wheels.newest_for("2.1.2", "cu121", "3.10", *LINUX, allowed=allowed)
    assert best.mmcv == "2.1.0"
    nothing = tables.mmcv_wheels.newest_for("2.2.0", "cu121", "3.10", *LINUX, allowed=allowed)
    assert nothing is None, "mmcv 2.1.0 has no wheel for torch 2.2, and 2.2.0 is refused"
    assert tables.mmcv_wheels.newest_for("2.2.0", "cu121", "3.10", *LINUX).mmcv == "2.2.0"
    assert tables.mmcv_wheels.newest_for("2.9.0", "cu128", "3.12", *LINUX) is None


def test_every_listed_combination_gets_an_answer(tables):
    systems = {"Linux": LINUX, "Windows": ("windows", "AMD64"), "macOS": ("macos", "x86_64")}
    for row in tables.mmcv_wheels.selected()[::13]:
        place = systems[row.system]
        answer = ask(tables, row.mmcv, f"{row.torch}.0", row.variant, "3.8", place)
        assert answer.state in {"observed", "inferred", "none", "unknown"}
        assert answer.find_links.startswith(PAGES)


def test_what_torch_says_of_pythons_agrees_with_the_torch_table(tables):
    ends = tables.mmcv_wheels._document.block("torch_python")
    assert set(ends) == {
        "1.8",
        "1.9",
        "1.10",
        "1.11",
        "1.12",
        "1.13",
        "2.0",
        "2.1",
        "2.2",
        "2.3",
        "2.4",
    }
    for torch, (first, last) in ends.items():
        release = tables.torch.release(f"{torch}.0")
        for place in (LINUX, ("windows", "AMD64")):
            pythons = release.pythons(*place)
            assert pythons[0] == first, torch
            assert last == release.pythons(*LINUX)[-1], torch


def test_ranges():
    releases = ("1.0.0", "1.1.0", "2.0.0rc1", "2.0.0")
    assert expand(["1.0.0", "2.0.0rc1..2.0.0"], releases) == {"1.0.0", "2.0.0rc1", "2.0.0"}
    with pytest.raises(ValueError, match=r"not in tuple|index"):
        expand(["9.9"], releases)


def test_third_parties(tables):
    others = {item.id: item for item in tables.mmcv_wheels.third_party()}
    assert set(others) == {"onedl-mmcv", "miropsota", "conda-forge", "esri", "neara", "camenduru"}
    onedl = others["onedl-mmcv"]
    assert onedl.package == "onedl-mmcv"
    assert len(onedl.builds) == 17
    assert "sm_120" in onedl.consequence
    assert all(item.by and item.source and item.where for item in others.values())
