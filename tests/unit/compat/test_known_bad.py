"""Releases that are themselves broken."""

import pytest

from envdoctor.compat.versions import Bounds

KINDS = {
    "missing_module", "undeclared_import", "wrong_build", "unpinned_dependency", "impossible_pin",
    "incompatible", "needless_requirement", "build",
}  # fmt: skip


def by_id(tables, name):
    (found,) = (item for item in tables.known_bad.all() if item.id == name)
    return found


def test_what_the_published_mmaction2_1_2_0_lacks(tables):
    (lacking,) = tables.known_bad.missing_modules("mmaction2", "1.2.0")
    assert lacking.modules == ("mmaction.models.localizers.drn",)
    assert lacking.imported_by == "mmaction.models.localizers"
    assert "issues/2714" in lacking.source
    (undeclared,) = tables.known_bad.undeclared_imports("mmaction2", "1.2.0")
    assert undeclared.modules == ("importlib_metadata",)
    assert undeclared.distribution == "importlib-metadata"


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.0.0rc3", "0.24.1", "1.3.0"])
def test_other_releases_do_not(tables, version):
    assert tables.known_bad.missing_modules("mmaction2", version) == ()
    assert tables.known_bad.undeclared_imports("mmaction2", version) == ()


def test_a_requirement_that_is_never_imported(tables):
    (chumpy,) = tables.known_bad.needless_requirements("mmpose", "1.3.2")
    assert chumpy.distribution == "chumpy"
    assert tables.known_bad.needless_requirements("mmpose", "0.29.0") == ()


def test_pairs_that_break_each_other(tables):
    adafactor = by_id(tables, "mmengine-adafactor-torch-2.5")
    assert adafactor.breaks_with({"torch": "2.5.1", "transformers": "4.40.0"})
    assert not adafactor.breaks_with({"torch": "2.4.1", "transformers": "4.40.0"})
    assert not adafactor.breaks_with({"torch": "2.5.1"})
    assert adafactor in tables.known_bad.of("mmengine", "0.10.5")
    assert adafactor not in tables.known_bad.of("mmengine", "0.10.6")


def test_a_defect_without_a_partner_always_holds(tables):
    assert by_id(tables, "mmaction2-1.2.0-drn").breaks_with({})


def test_a_series_as_partner(tables):
    silent = by_id(tables, "torch-windows-cp310-numpy")
    assert silent.breaks_with({"python": "3.10.11", "numpy": "1.22.4"})
    assert not silent.breaks_with({"python": "3.9.13", "numpy": "1.22.4"})


def test_checkpoints_and_torch_2_6(tables):
    refused = by_id(tables, "mmengine-weights-only")
    assert refused.breaks_with({"torch": "2.6.0+cu124"})
    assert not refused.breaks_with({"torch": "2.5.1"})
    assert refused in tables.known_bad.of("mmengine", "0.11.0rc0"), "its wheel lacks the change"
    assert refused not in tables.known_bad.of("mmengine", "0.11.0rc2")


def test_setuptools_and_the_sources_of_mmcv(tables):
    build = by_id(tables, "mmcv-build-pkg-resources")
    assert build.breaks_with({"setuptools": "84.2.1"})
    assert not build.breaks_with({"setuptools": "80.9.0"})


def test_the_table_itself(tables):
    defects = tables.known_bad.all()
    ids = [item.id for item in defects]
    assert len(ids) == len(set(ids))
    for item in defects:
        assert item.kind in KINDS, item.id
        assert item.cause in tables.causes, item.id
        assert item.what
        assert item.remedy
        assert item.source
        assert Bounds.parse(item.versions).comparisons
        for text in item.with_.values():
            assert Bounds.parse(text).comparisons


def test_missing_and_undeclared_rows_say_what_a_check_needs(tables):
    for item in tables.known_bad.all():
        if item.kind in {"missing_module", "undeclared_import"}:
            assert item.modules
            assert item.imported_by
        if item.kind in {"undeclared_import", "needless_requirement"}:
            assert item.distribution
