"""The shipped JSON Schemas say what the documents hold, no more and no less."""

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from envdoctor.model.encode import encode
from envdoctor.model.facts import SCHEMA
from envdoctor.model.goal import KINDS
from tests.support import schemas
from tests.support.machines import healthy
from tests.support.records import facts
from tools import schemas as generator

FACTS = schemas.validator("facts-1.json")


@pytest.mark.parametrize("name", schemas.NAMES)
def test_every_schema_is_one(name):
    content = schemas.schema(name)
    Draft202012Validator.check_schema(content)
    assert content["$id"] == "urn:envdoctor:" + name.replace("-", ":").replace(".json", "")


def test_the_schema_of_the_facts_follows_the_types():
    with open(generator.PATH, encoding="utf-8") as file:
        assert file.read() == generator.rendered(), "run python tools/schemas.py"


@settings(max_examples=25)
@given(facts())
def test_all_facts_that_can_be_written_are_valid(machine):
    expect_gpu = {"expect_gpu": "optional"}
    problems = list(FACTS.iter_errors({"schema": SCHEMA, **encode(machine), **expect_gpu}))
    assert problems == []


@pytest.mark.parametrize(
    "change",
    [
        {"gpus": {"state": "read", "source": "NVML"}},
        {"gpus": {"state": "absent", "source": "NVML"}},
        {"gpus": {"state": "absent", "source": "NVML", "reason": "", "value": []}},
        {"gpus": {"state": "maybe", "source": "NVML", "reason": ""}},
        {"gpus": {"state": "read", "source": "NVML", "value": [{"name": "x"}]}},
        {"expect_gpu": "perhaps"},
        {"envdoctor": None},
        {"schema": "envdoctor/facts/2"},
    ],
)
def test_what_the_decoder_would_refuse_is_not_valid(change):
    document = {"schema": SCHEMA, **healthy()}
    assert FACTS.is_valid(document)
    assert not FACTS.is_valid({**document, **change})


def test_every_kind_of_goal_has_its_word():
    goals = schemas.schema("check-1.json")["$defs"]["goal"]["properties"]["goal"]["enum"]
    assert set(goals) == {kind.__name__.lower() for kind in KINDS}


def test_fields_carry_their_descriptions():
    definitions = schemas.schema("facts-1.json")["$defs"]
    said = definitions["Torch"]["properties"]["cuda"]["description"]
    assert said == 'The CUDA it was built with ("12.1"); None for a build without CUDA.'
