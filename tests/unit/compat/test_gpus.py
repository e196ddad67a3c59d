"""GPU names, and those that are easily mistaken."""

import re

import pytest

from envdoctor.compat.gpus import needed


def test_every_example_is_matched_by_its_own_row(tables):
    rows = tables.gpus._document.rows("gpu")
    assert len(rows) == 110
    for row in rows:
        first = next(item for item in rows if re.search(item["pattern"], row["example"]))
        assert first is row, row["example"]
        model = tables.gpus.match(row["example"])
        assert model is not None
        assert model.segment == row["segment"]


@pytest.mark.parametrize(
    ("name", "architecture", "pair"),
    [
        ("NVIDIA GeForce RTX 3090", "Ampere", (8, 6)),
        ("NVIDIA GeForce RTX 2080 Ti", "Turing", (7, 5)),
        ("NVIDIA H200", "Hopper", (9, 0)),
        ("NVIDIA GeForce RTX 5090", "Blackwell", (12, 0)),
        ("NVIDIA A100-SXM4-80GB", "Ampere", (8, 0)),
        ("NVIDIA A100-PCIE-40GB MIG 1g.5gb", "Ampere", (8, 0)),
        ("Tesla V100-SXM2-32GB", "Volta", (7, 0)),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", "Ada", (8, 9)),
        ("Quadro RTX 6000", "Turing", (7, 5)),
        ("NVIDIA RTX A6000", "Ampere", (8, 6)),
        ("NVIDIA RTX 6000 Ada Generation", "Ada", (8, 9)),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "Blackwell", (12, 0)),
        ("NVIDIA TITAN X (Pascal)", "Pascal", (6, 1)),
        ("GeForce GTX TITAN X", "Maxwell", (5, 2)),
        ("NVIDIA Jetson Nano", "Maxwell", (5, 3)),
        ("Orin Nano Developer Kit", "Ampere", (8, 7)),
        ("NVIDIA A40", "Ampere", (8, 6)),
        ("NVIDIA A10G", "Ampere", (8, 6)),
        ("NVIDIA A2", "Ampere", (8, 6)),
        ("NVIDIA A30", "Ampere", (8, 0)),
        ("NVIDIA GeForce GTX 1660 Ti", "Turing", (7, 5)),
        ("GeForce GTX 960", "Maxwell", (5, 2)),
        ("GeForce GTX 960M", "Maxwell", (5, 0)),
        ("NVIDIA GB200", "Blackwell", (10, 0)),
        ("NVIDIA GB10", "Blackwell", (12, 1)),
    ],
)
def test_names(tables, name, architecture, pair):
    model = tables.gpus.match(name)
    assert (model.architecture, model.compute_capability) == (architecture, pair)
    assert "https://developer.nvidia.com/" in model.source


def test_what_the_vendor_does_not_list_is_no_more_than_a_candidate(tables):
    model = tables.gpus.match("NVIDIA L20")
    assert (model.compute_capability, model.candidate) == (None, (8, 9))
    assert model.certainty == "unknown"
    assert tables.gpus.match("NVIDIA GeForce RTX 2050").architecture is None


@pytest.mark.parametrize(
    "name", ["", "AMD Radeon RX 7900 XTX", "Intel Arc", "nvidia geforce rtx 3090"]
)
def test_other_names(tables, name):
    assert tables.gpus.match(name) is None


def test_architectures(tables):
    assert tables.gpus.architecture((8, 6)) == "Ampere"
    assert tables.gpus.architecture((9, 0)) == "Hopper"
    assert tables.gpus.architecture((12, 1)) == "Blackwell"
    assert tables.gpus.architecture((4, 2)) is None
    assert tables.gpus.capabilities("Turing") == ((7, 5),)
    assert tables.gpus.capabilities("Fermi") == ()


def test_every_model_has_the_capability_of_its_architecture(tables):
    for row in tables.gpus._document.rows("gpu"):
        model = tables.gpus.match(row["example"])
        if model.compute_capability is not None:
            assert tables.gpus.architecture(model.compute_capability) == model.architecture


def test_the_needed_text_is_in_every_match(tables):
    rows = tables.gpus._document.rows("gpu")
    examples = [row["example"] for row in rows]
    for row in rows:
        for example in examples:
            if re.search(row["pattern"], example):
                assert needed(row["pattern"]) in example


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bA10G?\b", "A10"), (r"(Tesla )?\bT4\b", "T4"), ("RTX 5070( Ti)?", "RTX 5070"),
        ("Jetson Nano|Tegra X1", ""), (r"\bT(1200|1000)\b", "T"), ("GTX 6(90|80)", "GTX 6"),
        (r"GTX 980( Ti)?(?!M)\b", "GTX 980"), ("a[bc]d", "a"), ("ab*c", "a"),
    ],
)  # fmt: skip
def test_needed_text(pattern, text):
    assert needed(pattern) == text
