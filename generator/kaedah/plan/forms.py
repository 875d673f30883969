"""Fields → the controls of a form, from the JSON Schema that each kind of field states for editors."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from kaedah.model import Field
from kaedah.read.discovery import MAX_SLUG
from kaedah.read.kinds import KINDS

# A choice of words, a whole number, a decimal, one line, paragraphs, a line per item, or a group that may be repeated.
Shape = Literal["choice", "integer", "number", "words", "prose", "lines", "group"]

LONG = 1_000  # from so many characters on, words are paragraphs
SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": MAX_SLUG}


class Control(NamedTuple):
    """What is filled in for one key, and what is checked of it while somebody writes."""

    name: str
    shape: Shape
    required: bool = False
    options: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    pattern: str = ""
    longest: int | None = None
    parts: tuple["Control", ...] = ()


def control_of(field: Field) -> Control:
    """The control of a field of methods."""
    return make_control(field.id, KINDS[field.kind].schema(field), field.required)


def make_control(name: str, schema: Mapping[str, Any], required: bool = False) -> Control:
    """The control for a value of this schema. Raises ValueError for a schema that no kind of field states."""
    if "anyOf" in schema:  # several ways to write a thing: the form writes a list where there may be one
        lists = [item for item in schema["anyOf"] if item.get("type") == "array"]
        return make_control(name, (lists or schema["anyOf"])[0], required)
    if "enum" in schema:
        return Control(name, "choice", required, tuple(item for item in schema["enum"] if isinstance(item, str)))
    form = schema.get("type")
    if form == "integer":
        return Control(name, "integer", required, least=schema.get("minimum"), most=schema.get("maximum"))
    if form == "number":
        return Control(name, "number", required, pattern="^-?[0-9]+(\\.[0-9]+)?$")
    if form == "string":
        longest = schema.get("maxLength")
        shape: Shape = "prose" if longest and longest > LONG else "words"
        return Control(name, shape, required, pattern=schema.get("pattern", ""), longest=longest)
    if form == "array" and schema["items"].get("type") == "object":
        item = schema["items"]
        parts = tuple(make_control(key, part, key in item["required"]) for key, part in item["properties"].items())
        return Control(name, "group", required, parts=parts)
    if form == "array":
        line = make_control(name, schema["items"])
        return Control(name, "lines", required, pattern=line.pattern, longest=line.longest)
    raise ValueError(f"no control for {name}: {schema}")
