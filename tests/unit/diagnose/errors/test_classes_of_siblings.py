"""A class that another of OpenMMLab's packages registers is in no registry: that package is missing."""

from tests.support.texts import causes_of, named

FRAME = '  File "/env/lib/python3.8/site-packages/{}/models/builder.py", line 9, in build\n'
MISSING = ("dependency_missing", "medium")


def missed(name, registry="models", package="mmaction", told=""):
    return f"{told}{FRAME.format(package)}KeyError: '{name} is not in the {registry} registry'\n"


def goals_of(text):
    return [goal.package for goal in causes_of(text)[0].finding.goals]


def test_a_class_of_mmdet_in_a_program_of_another():
    text = missed("ATSSHead")
    assert named(text)[0] == MISSING
    assert goals_of(text) == ["mmdet"]


def test_the_registry_s_scope_tells_who_looks():
    text = "KeyError: 'UPerHead is not in the mmaction::model registry.'\n"
    assert named(text)[0] == MISSING
    assert goals_of(text) == ["mmsegmentation"]


def test_of_two_packages_the_one_of_the_generation():
    assert goals_of(missed("ConvNeXt", package="mmdet")) == ["mmcls"]
    text = "KeyError: 'ConvNeXt is not in the mmdet::model registry.'\n"
    assert goals_of(text) == ["mmpretrain"]


def test_the_scope_of_the_name_itself():
    assert goals_of("KeyError: 'mmcls.ConvNeXt is not in the models registry'\n") == ["mmcls"]


def test_where_the_package_is_listed_nothing_imported_it():
    found = named(missed("ATSSHead", told="mmdet: 2.28.2\n\n"))
    assert found[0] == ("not_environment", "medium")
    assert ("dependency_missing", "low") in found


def test_a_class_of_the_package_that_looks_is_of_another_copy_of_it():
    assert named(missed("ATSSHead", package="mmdet"))[0] == ("wrong_environment_active", "medium")


def test_another_package_is_listed_and_the_one_that_brings_it_is_not():
    text = "KeyError: 'ATSSHead is not in the models registry'\n"
    assert named("mmpose: 0.29.0\n\n" + text)[0] == MISSING
    assert named("mmpose: 0.29.0\nmmdet: 2.28.2\n\n" + text)[0][0] == "wrong_environment_active"


def test_who_looks_is_not_told():
    text = "KeyError: 'ATSSHead is not in the models registry'\n"
    assert named(text)[0] == ("wrong_environment_active", "medium")


def test_a_class_that_nobody_is_known_to_bring():
    assert named(missed("RefineRoIHead"))[0] == ("wrong_environment_active", "medium")
