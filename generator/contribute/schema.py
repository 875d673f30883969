"""The front matter of a method as JSON Schema, so that editors complete keys and mark mistakes while one types."""

import json
from typing import Any

from generator.check.rules import RULES
from generator.model import Field
from generator.read.kinds import KINDS

PATH = "method.schema.json"  # below the content folder
_WORDS = {"type": "string", "minLength": 1}


def method_schema(fields: tuple[Field, ...]) -> str:
    """The schema as a file: every key, its kind and its help, from the fields of the site."""
    properties: dict[str, Any] = {
        "name": {**_WORDS, "title": "Name", "description": "The name as the literature writes it."},
        **{field.id: _property(field) for field in fields},
        "sort_key": {**_WORDS, "description": "What the method is sorted by, where its name's reading is ambiguous."},
        "allow": {
            "description": "Rules that do not apply to this file, each with the reason.",
            "type": "object",
            "properties": {rule.id: {**_WORDS, "description": rule.about} for rule in RULES},
            "additionalProperties": False,
        },
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a method",
        "description": "Made by `build.py schema` from fields.yaml; do not edit.",
        "type": "object",
        "properties": properties,
        "required": ["name", *(field.id for field in fields if field.required)],
        "additionalProperties": False,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _property(field: Field) -> dict[str, Any]:
    """A field's schema; where it may have no meaning, `n/a` is a value too, and an empty key states nothing."""
    value = KINDS[field.kind].schema(field)
    told = {"title": field.label} | ({"description": field.help} if field.help else {})
    return told | (value if field.required else {"anyOf": [value, {"const": "n/a"}, {"type": "null"}]})
