"""Writes the JSON Schema of the facts from the annotations and docstrings of `envdoctor/model`.

python tools/schemas.py            write envdoctor/schemas/facts-1.json
python tools/schemas.py --check    only say whether it is up to date (exit 1 when it is not)
"""

import ast
import inspect
import json
import os
import sys
from typing import Any, Dict, Union

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from envdoctor.model import environment, facts, machine  # noqa: E402
from envdoctor.model.decode import layout  # noqa: E402
from envdoctor.model.read import READ, STATES, Read  # noqa: E402

PATH = os.path.join(ROOT, "envdoctor", "schemas", "facts-1.json")
ID = "urn:envdoctor:facts:1"

_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}
Schema = Dict[str, Any]


def facts_schema() -> Schema:
    """The whole schema, every record under its name in `$defs`."""
    said = _field_docstrings()
    definitions: Dict[str, Schema] = {"Reading": _READING}
    top = _record(facts.Facts, said, definitions)
    top["properties"] = {"schema": {"const": facts.SCHEMA}, **top["properties"]}
    top["properties"]["expect_gpu"]["enum"] = list(facts.GPU_EXPECTATIONS)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": facts.SCHEMA,
        **top,
        "required": ["schema", *top["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def rendered() -> str:
    """The text of the schema's file."""
    return json.dumps(facts_schema(), indent=2) + "\n"


def _schema(kind: Any, said: Dict[str, str], definitions: Dict[str, Schema]) -> Schema:
    origin = getattr(kind, "__origin__", None)
    if origin is Read:
        value = _schema(kind.__args__[0], said, definitions)
        return {"$ref": "#/$defs/Reading", "properties": {"value": value}}
    if origin is Union:
        inner = next(arg for arg in kind.__args__ if arg is not type(None))
        return {"anyOf": [_schema(inner, said, definitions), {"type": "null"}]}
    if origin is tuple:
        return _list(kind.__args__, said, definitions)
    if kind in _SCALARS:
        return {"type": _SCALARS[kind]}
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = _record(kind, said, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _list(arguments: Any, said: Dict[str, str], definitions: Dict[str, Schema]) -> Schema:
    if arguments[-1] is Ellipsis:
        return {"type": "array", "items": _schema(arguments[0], said, definitions)}
    items = [_schema(argument, said, definitions) for argument in arguments]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


_READING: Schema = {
    "description": "One thing that was looked at: its value, or the reason why there is none.",
    "type": "object",
    "required": ["state", "source"],
    "properties": {"state": {"enum": list(STATES)}, "source": {"type": "string"}},
    "if": {"properties": {"state": {"const": READ}}},
    "then": {"required": ["value"]},
    "else": {
        "required": ["reason"],
        "properties": {"reason": {"type": "string"}, "value": False},
    },
}


def _record(kind: Any, said: Dict[str, str], definitions: Dict[str, Schema]) -> Schema:
    properties = {}
    for name, annotation in layout(kind).items():
        properties[name] = _schema(annotation, said, definitions)
        description = said.get(f"{kind.__name__}.{name}")
        if description:
            properties[name] = {"description": description, **properties[name]}
    required = [name for name in properties if name not in kind._field_defaults]
    return {
        "description": inspect.getdoc(kind) or "",
        "type": "object",
        "required": required,
        "properties": properties,
    }


def _field_docstrings() -> Dict[str, str]:
    """The strings that stand under the fields: "Gpu.problem" -> "The first call that failed on it"."""
    found = {}
    sources = (inspect.getsource(module) for module in (machine, environment, facts))
    for node in (node for source in sources for node in ast.parse(source).body):
        if not isinstance(node, ast.ClassDef):
            continue
        for field, below in zip(node.body, node.body[1:]):
            text = _text(below)
            if text and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                found[f"{node.name}.{field.target.id}"] = text
    return found


def _text(node: ast.stmt) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return inspect.cleandoc(str(ast.literal_eval(node.value)))
    return ""


def main() -> int:
    """Writes, or compares; returns the exit code."""
    if "--check" not in sys.argv[1:]:
        os.makedirs(os.path.dirname(PATH), exist_ok=True)
        with open(PATH, "w", encoding="utf-8", newline="\n") as file:
            file.write(rendered())
        return 0
    with open(PATH, encoding="utf-8") as file:
        same = file.read() == rendered()
    print("up to date" if same else "the facts have changed: run python tools/schemas.py")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
