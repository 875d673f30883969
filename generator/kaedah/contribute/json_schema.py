"""JSON Schema of the front matter and the glossary, for completion and validation in editors."""

import json
from collections.abc import Mapping
from typing import Any

from kaedah.check.rules import RULES
from kaedah.model import SPECIAL_VALUES, Field, Site
from kaedah.read.data_row import ELSEWHERE, SLUG, columns_of
from kaedah.read.kinds import KINDS
from kaedah.read.kinds.text import MAX_PHRASE
from kaedah.read.parsed_document import methods_schema
from kaedah.read.read_glossary import ID

# All are in the content folder.
PATH = "method.schema.json"
DATA_PATH = "data.schema.json"
GLOSSARY_PATH = "glossary.schema.json"
_TEXT = {"type": "string", "minLength": 1}


def method_schema(fields: tuple[Field, ...]) -> str:
    """The JSON Schema of a method file, from the fields of the site."""
    properties: dict[str, Any] = {
        "name": {**_TEXT, "title": "Name", "description": "The name as it is written in the literature."},
        **{field.id: _property(field) for field in fields},
        "previous": {
            "description": "What the file was called before, without .md: the old addresses lead on.",
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        },
        "sort_key": {**_TEXT, "description": "Sort key, for names whose reading is ambiguous."},
        "allow": {
            "description": "Rules that do not apply to this file, each with the reason.",
            "type": "object",
            "properties": {rule.id: {**_TEXT, "description": rule.about} for rule in RULES},
            "additionalProperties": False,
        },
    }
    schema = {
        "type": "object",
        "properties": properties,
        "required": ["name", *(field.id for field in fields if field.required)],
        "additionalProperties": False,
        "$defs": _NOTES,
    }
    return _as_text("Front matter of a method", "fields.yaml", schema)


def data_schema(site: Site) -> str:
    """The JSON Schema of a data file in JSON or YAML: a list of entries, with words in other languages beside them."""
    method = json.loads(method_schema(site.fields).replace('"#/properties/', '"#/items/properties/'))
    schema = methods_schema(site.fields, () if site.settings.translate_names else ("name",))
    codes = [locale.code for locale in site.settings.locales if locale != site.settings.source]
    properties = {
        SLUG: {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "description": "The permanent address."},
        **{key: value for key, value in method["properties"].items() if key not in ELSEWHERE},
    }
    for key in columns_of(schema, tuple(codes)):
        base, _, code = key.partition(":")
        if code:
            of_names = base in {item.id for item in schema.names}
            properties[key] = {"type": ["array", "string", "null"]} if of_names else {"type": ["string", "null"]}
    entry = {"type": "object", "properties": properties, "required": ["name"], "additionalProperties": False}
    return _as_text("Entries of a data file", "fields.yaml", {"type": "array", "items": entry, "$defs": _NOTES})


def _as_text(title: str, source: str, schema: Mapping[str, Any]) -> str:
    """A schema as a file."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": f"Made by `kaedah schema` from {source}; do not edit.",
    }
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=2) + "\n"


def glossary_schema(site: Site) -> str:
    """The JSON Schema of the glossary, with a translation for each language except the source."""
    words = {"type": "array", "items": _TEXT}
    properties = {
        "aliases": {**words, "description": "Other accepted names, shown beside the first."},
        "forms": {**words, "description": "Other forms of the term in running text; * matches any ending of a word."},
        "forbidden": {
            "description": "Wordings that must not be used, each with the reason; * matches any ending of a word.",
            "type": "object",
            "additionalProperties": _TEXT,
        },
        "not": {**words, "description": "Words that hold a wording of the term and mean something else."},
        "with": {**words, "description": "Words of which a paragraph needs one for a link to the term."},
        "without": {**words, "description": "Words that a paragraph with a link to the term must not have."},
    }
    rendering = {
        "anyOf": [
            _TEXT,
            {
                "type": "object",
                "properties": {"term": _TEXT, **properties},
                "required": ["term"],
                "additionalProperties": False,
            },
        ]
    }
    codes = [locale.code for locale in site.settings.locales if locale != site.settings.source]
    term = {
        "type": "object",
        "properties": {
            "id": {
                "type": "string",
                "pattern": f"^{ID.pattern}$",
                "description": "The anchor; derived from the term by default.",
            },
            "term": {**_TEXT, "description": "The term in the source language."},
            "definition": {**_TEXT, "description": "The meaning in a sentence; translated in the catalogues."},
            **properties,
            "renderings": {
                "type": "object",
                "properties": dict.fromkeys(codes, rendering),
                "propertyNames": {"not": {"const": site.settings.source.code}},
                "additionalProperties": rendering,
            },
        },
        "required": ["term", "definition"],
        "additionalProperties": False,
    }
    return _as_text("Glossary", "site.yaml", {"type": "array", "items": term})


# What is noted on a value: words, and the numbers of references in the same file.
_NOTES: dict[str, Any] = {
    "note": {"type": "string", "minLength": 1, "maxLength": MAX_PHRASE, "description": "A footnote, translated."},
    "source": {
        "description": "The references that the value is from, by their numbers in this file.",
        "anyOf": [
            {"type": "integer", "minimum": 1},
            {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "uniqueItems": True},
        ],
    },
}
_NOTE_KEYS = {name: {"$ref": f"#/$defs/{name}"} for name in _NOTES}


def _property(field: Field) -> dict[str, Any]:
    """The schema of a field: a value, alone or with what is noted on it. An optional field may also be `n/a`, `unknown`
    or empty.
    """
    value = KINDS[field.kind].schema(field)
    special = [] if field.required else [{"enum": [*SPECIAL_VALUES]}]
    nothing = [] if field.required else [{"type": "null"}]
    own = {"$ref": f"#/properties/{field.id}/anyOf/0"}
    noted = {
        "type": "object",
        "properties": {"value": {"anyOf": [own, *special]} if special else own, **_NOTE_KEYS},
        "required": ["value"],
        "additionalProperties": False,
    }
    mappings = [item for item in value.get("anyOf", ()) if item.get("type") == "object"]
    more = [{**item, "properties": {**item["properties"], **_NOTE_KEYS}} for item in mappings]
    title = f"{field.group}: {field.label}" if field.group else field.label
    properties = {"title": title} | ({"description": field.help} if field.help else {})
    return properties | {"anyOf": [value, *special, *nothing, noted, *more]}
