"""Facts as JSON: what is written is read back, and nothing else is taken for facts."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.model.decode import MAX_ITEMS, MAX_TEXT, NOT_SAID, Malformed, decode
from envdoctor.model.encode import encode
from envdoctor.model.facts import Facts
from envdoctor.model.machine import Gpu
from envdoctor.model.read import Read
from tests.support.machines import healthy
from tests.support.records import facts

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(facts())
def test_facts_survive_the_way_through_json(machine):
    text = json.dumps(encode(machine), allow_nan=False)
    assert decode(Facts, json.loads(text), "facts") == machine


def places(document, path=()):
    """Where something stands in a document: the keys and indexes that lead there."""
    yield path
    inside = document.items() if isinstance(document, dict) else ()
    inside = enumerate(document) if isinstance(document, list) else inside
    for key, value in inside:
        yield from places(value, (*path, key))


def replaced(document, path, value):
    if not path:
        return value
    changed = copy.deepcopy(document)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


PLACES = tuple(places(healthy()))


@given(st.sampled_from(PLACES), JSON)
def test_a_changed_document_is_facts_or_malformed_and_says_where(path, value):
    document = replaced(healthy(), path, value)
    try:
        decoded = decode(Facts, document, "facts")
    except Malformed as problem:
        assert problem.path.startswith("facts")
        assert problem.problem in str(problem)
    else:
        assert decode(Facts, encode(decoded), "facts") == decoded


@given(JSON)
def test_any_other_json_is_malformed(value):
    with pytest.raises(Malformed):
        decode(Facts, value, "facts")


@pytest.mark.parametrize(
    ("path", "value", "where", "what"),
    [
        (("gpus", "value", 0, "name"), 7, "facts.gpus.value[0].name", "text is wanted"),
        (("gpus", "value"), {}, "facts.gpus.value", "a list is wanted"),
        (("gpus", "state"), "maybe", "facts.gpus.state", "one of read, absent"),
        (("gpus", "value", 0, "compute_capability"), [8], "compute_capability", "2 items"),
        (("cpu", "value", "usable"), True, "facts.cpu.value.usable", "a number is wanted"),
        (("cpu", "value", "usable"), float("nan"), "facts.cpu.value.usable", "a finite number"),
        (("cpu", "value", "usable"), 10**400, "facts.cpu.value.usable", "a finite number"),
        (("cpu", "value", "logical"), 1.5, "facts.cpu.value.logical", "a whole number"),
        (("cpu", "value", "logical"), True, "facts.cpu.value.logical", "a whole number"),
        (("platform", "value", "wsl"), 1, "facts.platform.value.wsl", "true or false"),
        (("platform", "value"), None, "facts.platform.value", "has a value"),
        (("platform",), [], "facts.platform", "an object is wanted"),
        (("envdoctor",), "x" * (MAX_TEXT + 1), "facts.envdoctor", "longer than"),
        (("variables", "value"), [None] * (MAX_ITEMS + 1), "facts.variables.value", "more than"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path, value, where, what):
    with pytest.raises(Malformed, match=what) as caught:
        decode(Facts, replaced(healthy(), path, value), "facts")
    assert caught.value.path.endswith(where)


def test_keys_of_a_newer_release_are_passed_over():
    document = healthy()
    document["ipu"] = {"state": "read", "value": {}, "source": "x"}
    document["cpu"]["since"] = "tomorrow"
    document["cpu"]["value"]["vendor"] = "x"
    assert decode(Facts, document, "facts") == decode(Facts, healthy(), "facts")


def test_a_reading_that_an_older_document_lacks_is_unknown():
    document = healthy()
    del document["opencv"]
    assert decode(Facts, document, "facts").opencv == Read.unknown(NOT_SAID)


def test_a_field_that_an_older_document_lacks_has_its_default_or_is_missed():
    gpu = healthy()["gpus"]["value"][0]
    gpu.pop("problem", None)
    assert decode(Gpu, gpu, "gpu").problem == ""
    del gpu["name"]
    with pytest.raises(Malformed, match="'name' is missing"):
        decode(Gpu, gpu, "gpu")


def test_whole_numbers_are_numbers():
    document = replaced(healthy(), ("cpu", "value", "usable"), 4)
    assert decode(Facts, document, "facts").cpu.known().usable == 4.0


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError, match="set"):
        encode({"x": {1}})
