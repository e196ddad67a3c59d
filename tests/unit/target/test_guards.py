"""Errors that a package passes over while it imports its own parts are told, with what they hide."""

import ast
import importlib
import sys

import pytest

from envdoctor.target.guards import Guards, marked

# As mmaction 1.2.0 writes them (models/roi_heads, models/backbones) and 1.0.0 (roi_heads/roi_head.py).
IN_PACKAGE = """
try:
    from json import loads as registry
    from .heads import AVARoIHead, BBoxHeadAVA
    for module in [AVARoIHead, BBoxHeadAVA]:
        registry(module)
    __all__ = ['AVARoIHead', 'BBoxHeadAVA']
except (ImportError, ModuleNotFoundError):
    pass
"""
BY_FLAG = """
try:
    from no_such_package.registry import MODELS
    mmdet_imported = True
except (ImportError, ModuleNotFoundError):
    mmdet_imported = False

if mmdet_imported:
    @MODELS.register_module()
    class AVARoIHead:
        pass

    MODELS.register_module()(AVARoIHead)
"""
RAISING = """
try:
    import no_such_package
except ImportError:
    raise ImportError("install it")
"""
IN_FUNCTION = """
def read():
    try:
        import no_such_package
    except ImportError:
        pass
"""


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Imports a package of these modules through the guards; returns what was told."""

    def load_package(**modules):
        for name, text in modules.items():
            place = tmp_path.joinpath("watched_package", *name.split("__"))
            place.parent.mkdir(parents=True, exist_ok=True)
            (place.parent / f"{place.name}.py").write_text(text)
        init = tmp_path / "watched_package" / "__init__.py"
        if not init.exists():
            init.write_text("")
        told = []
        guards = Guards(["watched_package"], lambda *what: told.append(what))
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr(sys, "meta_path", [guards, *sys.meta_path])
        for name in [name for name in sys.modules if name.startswith("watched_package")]:
            monkeypatch.delitem(sys.modules, name)
        module = importlib.import_module("watched_package.part")
        return module, told

    yield load_package
    for name in [name for name in sys.modules if name.startswith("watched_package")]:
        del sys.modules[name]


def test_what_a_guard_hides_is_told_with_the_real_error(load):
    _, told = load(part=IN_PACKAGE, heads="import no_such_package")
    ((module, hides, error),) = told
    assert module == "watched_package.part"
    assert hides == ["AVARoIHead", "BBoxHeadAVA"]
    assert isinstance(error, ModuleNotFoundError)
    assert error.name == "no_such_package"


def test_what_a_flag_switches_off_is_told(load):
    module, told = load(part=BY_FLAG)
    assert [hides for _, hides, _ in told] == [["AVARoIHead"]]
    assert module.mmdet_imported is False


def test_a_guard_that_is_not_needed_tells_nothing(load):
    module, told = load(
        part=IN_PACKAGE.replace("registry(module)", "pass"), heads="AVARoIHead = BBoxHeadAVA = 1"
    )
    assert told == []
    assert module.__all__ == ["AVARoIHead", "BBoxHeadAVA"]


def test_nothing_of_it_stays_in_the_module(load):
    module, _ = load(part=BY_FLAG)
    assert not [name for name in vars(module) if "envdoctor" in name]


def test_what_is_raised_again_is_not_passed_over(load):
    with pytest.raises(ImportError, match="install it"):
        load(part=RAISING)


@pytest.mark.parametrize(
    "text", [RAISING, IN_FUNCTION, "import json", "try:\n    x = 1\nexcept:\n    pass\n", "def"]
)
def test_other_sources_are_left_alone(text):
    assert marked(text.encode()) is None


def test_lines_keep_their_numbers():
    tree = marked(BY_FLAG.encode())
    before = {
        node.name: node.lineno
        for node in ast.walk(ast.parse(BY_FLAG))
        if isinstance(node, ast.ClassDef)
    }
    after = {node.name: node.lineno for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert before == after


def test_other_packages_go_by():
    assert Guards(["mmaction"], lambda *_: None).find_spec("json") is None
