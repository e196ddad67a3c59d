"""PyTorch releases, against what was gathered and against public reports."""

import csv

import pytest

from envdoctor.compat.platforms import platform

LINUX = ("linux", "x86_64")
MACHINES = {
    "linux_x86_64": LINUX,
    "linux_aarch64": ("linux", "aarch64"),
    "windows_amd64": ("windows", "AMD64"),
}


def names(text):
    return None if text == "?" else tuple(text.split())


def test_the_arch_lists_are_exactly_those_gathered(tables, data):
    with (data / "torch_arch_rows.csv").open(encoding="utf-8", newline="") as file:
        gathered = list(csv.DictReader(file))
    assert len(gathered) == 305
    for row in gathered:
        system, machine = MACHINES[row["platform"]]
        found = tables.torch.arch_list(
            row["torch"], row["variant"], system, machine, row["package"]
        )
        assert found is not None, row
        assert found.cubins == names(row["cubins"]), row
        assert found.ptx == names(row["ptx"]), row
        assert found.certainty == row["certainty"], row
        assert found.seen_in_binary == (row["seen"] == "true"), row
        assert found.source
        assert found.as_of
    stored = sum(len(row["torch"]) for row in tables._torch_arch.rows("arch"))
    assert stored == len(gathered)


def test_every_release_from_1_8_is_known(tables):
    versions = tables.torch.versions()
    assert len(versions) == 41
    assert (versions[0], versions[-1]) == ("1.8.0", "2.15.0")
    for version in versions:
        release = tables.torch.release(version)
        assert release is not None
        assert release.version == version
        assert release.source
        assert "cpu" in release.variants_here(*LINUX)
        assert release.vendor_index.url.startswith("https://download.pytorch.org/whl/")


def test_a_build_reads_as_its_release(tables):
    release = tables.torch.release("2.1.2+cu121")
    assert release.version == "2.1.2"
    assert release.index_default["linux_x86_64"].variant == "cu121"
    assert release.index_default["linux_x86_64"].components["cudnn"] == "8.9.2.26"
    assert release.index_default["windows_amd64"].variant == "cpu"
    assert release.pythons("linux", "x86_64") == ("3.8", "3.9", "3.10", "3.11")
    assert release.variants_here("windows", "AMD64") == ("cpu", "cu118", "cu121")
    assert release.cxx_extension == "C++17"
    assert not release.vendor_index.local_version_suffix


def test_pythons_and_platforms_that_end(tables):
    assert tables.torch.release("2.2.2").pythons("macos", "x86_64")[-1] == "3.12"
    assert tables.torch.release("2.3.0").pythons("macos", "x86_64") == ()
    assert tables.torch.release("2.15.0").pythons("linux", "x86_64")[0] == "3.11"
    assert tables.torch.release("1.8.2").pythons("linux", "x86_64") is None, "LTS: not established"
    assert tables.torch.release("2.5.1").conda_channel == "pytorch"
    assert tables.torch.release("2.6.0").conda_channel is None


def test_newer_than_known(tables):
    assert tables.torch.newest() == "2.15.0"
    assert tables.torch.is_newer_than_known("2.16.0.dev20270101+cu132")
    assert not tables.torch.is_newer_than_known("2.15.0+cu130")
    assert tables.torch.release("2.16.0") is None


@pytest.mark.parametrize(
    ("torch", "torchvision", "torchaudio"),
    [
        ("1.8.0", "0.9.0", "0.8.0"), ("1.13.1", "0.14.1", "0.13.1"), ("2.0.1", "0.15.2", "2.0.2"),
        ("2.1.2+cu121", "0.16.2", "2.1.2"), ("2.13.0", "0.28.0", None),
    ],
)  # fmt: skip
def test_companions(tables, torch, torchvision, torchaudio):
    pairs = tables.torch.pairs(torch)
    assert (pairs.torchvision, pairs.torchaudio) == (torchvision, torchaudio)
    assert tables.torch.torch_of_torchvision(torchvision) == torch.partition("+")[0]


def test_companions_that_pin_nothing(tables):
    assert tables.torch.pairs("2.15.0").torchvision_requires == ">=2.14.0"
    assert tables.torch.pairs("2.15.0").certainty == "medium"
    assert tables.torch.pairs("2.1.0").torchvision_requires == "==2.1.0"
    assert tables.torch.pairs("9.9.9") is None
    assert tables.torch.torch_of_torchvision("9.9") is None


def runs(tables, version, variant, pair, place=LINUX, package="wheel"):
    found = tables.torch.arch_list(version, variant, *place, package)
    return found.runs_on(pair).kind


def test_pascal_on_the_1_8_0_wheel(tables):
    """pytorch issue 54053: no sm_6x kernels, repaired in 1.8.1."""
    assert runs(tables, "1.8.0", "cu111", (6, 1)) == "none"
    assert runs(tables, "1.8.1", "cu111", (6, 1)) == "cubin"


def test_ampere_needs_cuda_11(tables):
    assert runs(tables, "1.12.1", "cu102", (8, 6)) == "none"
    assert runs(tables, "1.12.1", "cu113", (8, 6)) == "cubin"
    assert runs(tables, "1.10.2", "cu102", (8, 6), ("windows", "AMD64")) == "ptx"


def test_hopper_needs_cu118(tables):
    assert runs(tables, "2.0.1", "cu117", (9, 0)) == "none"
    assert runs(tables, "2.0.1", "cu118", (9, 0)) == "cubin"


def test_blackwell_needs_cu128(tables):
    assert runs(tables, "2.6.0", "cu126", (12, 0)) == "none"
    assert runs(tables, "2.7.0", "cu128", (12, 0)) == "cubin"
    assert runs(tables, "2.7.0", "cu128", (10, 0)) == "cubin"


def test_volta_came_and_went(tables):
    """cu128 on Linux: not in 2.7, in 2.8 to 2.10, not from 2.11 on."""
    served = [runs(tables, v, "cu128", (7, 0)) for v in ("2.7.1", "2.8.0", "2.10.0", "2.11.0")]
    assert served == ["none", "cubin", "cubin", "none"]
    assert runs(tables, "2.14.1", "cu126", (7, 0)) == "cubin"


def test_the_lts_build_is_not_established(tables):
    assert runs(tables, "1.8.2", "cu111", (8, 6)) == "unknown"


def test_what_has_no_row(tables):
    assert tables.torch.arch_list("2.1.2", "rocm5.6", *LINUX) is None
    assert tables.torch.arch_list("2.1.2", "cpu", *LINUX) is None
    assert tables.torch.arch_list("2.1.2", "cu121", "linux", "riscv64") is None
    assert tables.torch.arch_list("2.6.0", "cu124", *LINUX, "conda") is None


def test_releases_with(tables):
    blackwell = tables.torch.releases_with((12, 0), *LINUX)
    assert blackwell[0] == ("2.7.0", "cu128")
    assert blackwell[-1] == ("2.15.0", "cu132")
    assert all(variant in {"cu128", "cu129", "cu130", "cu132"} for _, variant in blackwell)
    kepler = tables.torch.releases_with((3, 7), *LINUX)
    assert {variant for _, variant in kepler} == {
        "cu101", "cu102", "cu111", "cu113", "cu115", "cu116", "cu117", "cu118",
    }  # fmt: skip
    assert kepler[-1] == ("2.7.1", "cu118")
    assert tables.torch.releases_with((11, 0), "linux", "aarch64")[0] == ("2.9.0", "cu130")
    assert tables.torch.releases_with((8, 6), "macos", "arm64") == ()
    assert tables.torch.releases_with((8, 6), *LINUX, "conda")[-1] == ("2.5.1", "cu124")


def test_releases_come_oldest_first(tables):
    found = [version for version, _ in tables.torch.releases_with((8, 0), *LINUX)]
    known = list(tables.torch.versions())
    assert found == sorted(found, key=known.index)


@pytest.mark.parametrize(
    ("version", "system", "majors"),
    [
        ("2.1.2+cu121", "linux", (1,)), ("2.2.2", "macos", (1,)), ("2.3.0", "linux", (1, 2)),
        ("2.3.0", "windows", (1,)), ("2.4.0", "windows", (1,)), ("2.4.1", "windows", (1, 2)),
        ("2.3.0", "macos", (1, 2)), ("2.15.0", "linux", (1, 2)), ("2.99.0", "linux", (1, 2)),
    ],
)  # fmt: skip
def test_numpy(tables, version, system, majors):
    support = tables.torch.numpy_support(version, system)
    assert support.majors == majors
    assert support.certainty == "high"
    assert "NumPy" in support.source


def test_numpy_under_conda_was_not_looked_into(tables):
    assert tables.torch.numpy_support("2.3.0", "linux", "conda") is None
    assert tables.torch.numpy_support("2.3.0", "freebsd") is None


def test_platform_names():
    assert platform("windows", "AMD64") == "windows_amd64"
    assert platform("linux", "aarch64") == "linux_aarch64"
    assert platform("macos", "arm64") == "macos_arm64"
    assert platform("linux", "ppc64le") == "linux_ppc64le"
