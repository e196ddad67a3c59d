"""Validates documents against the JSON Schemas that ship with the package."""

import json
import os
from typing import Any, Dict, List

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import envdoctor

FOLDER = os.path.join(os.path.dirname(envdoctor.__file__), "schemas")
NAMES = tuple(sorted(os.listdir(FOLDER)))


def schema(name: str) -> Dict[str, Any]:
    """One of the shipped schemas: "check-1.json"."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        content: Dict[str, Any] = json.load(file)
    return content


def validator(name: str) -> Draft202012Validator:
    """What validates against one of the shipped schemas."""
    every = [Resource.from_contents(schema(other)) for other in NAMES]
    registry: Any = Registry().with_resources([(one.id() or "", one) for one in every])
    return Draft202012Validator(schema(name), registry=registry)


def validated(text: str) -> Dict[str, Any]:
    """The one document in what a verb printed, valid for the schema that it names."""
    document: Dict[str, Any] = json.loads(text)
    assert list(document)[:3] == ["schema", "envdoctor", "ok"]
    _, verb, version = document["schema"].split("/")
    assert document["envdoctor"] == envdoctor.__version__
    problems: List[Any] = list(validator(f"{verb}-{version}.json").iter_errors(document))
    assert not problems, problems[0]
    return document
