"""The field kinds by their names in `content/fields.yaml`. A new kind is one class and one line here."""

from collections.abc import Iterable

from kaedah.model import SPECIAL_VALUES, UNKNOWN, Field, SpecialValue
from kaedah.read.kinds.addresses import Url
from kaedah.read.kinds.dates import Date
from kaedah.read.kinds.images import ImageKind
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Order, Reader, Role
from kaedah.read.kinds.links import Links, Neighbour
from kaedah.read.kinds.lists import Terms, Words
from kaedah.read.kinds.people import People
from kaedah.read.kinds.quantities import Quantities
from kaedah.read.kinds.scalars import Flag, Number, Term, Year
from kaedah.read.kinds.sources import Sources
from kaedah.read.kinds.text import Names, Phrase, Prose
from kaedah.read.kinds.versions import Version
from kaedah.read.yaml_nodes import Node

KINDS: dict[str, Kind] = {
    "term": Term(),
    "text": Phrase(),
    "year": Year(),
    "number": Number(),
    "flag": Flag(),
    "people": People(),
    "sources": Sources(),
    "names": Names(),
    "links": Links(),
    "prose": Prose(),
    "terms": Terms(),
    "list": Words(),
    "quantity": Quantities(),
    "date": Date(),
    "url": Url(),
    "version": Version(),
    "image": ImageKind(),
}


def role_of(field: Field) -> Role | None:
    """What the values of a field are to the rest of the program."""
    return KINDS[field.kind].role


def with_role(fields: Iterable[Field], role: Role) -> tuple[Field, ...]:
    """The fields whose values have a role."""
    return tuple(field for field in fields if KINDS[field.kind].role is role)


def is_translated(field: Field) -> bool:
    """Whether translations hold words for a field."""
    return field.translate and KINDS[field.kind].translated


def special_value(node: Node, field: Field) -> SpecialValue | None:
    """The value that is written in the same way for every kind, such as `n/a`; quoted words are no such value. Where
    `unknown` is a term of the field, or words in a text, it is that.
    """
    if node.shape != "text" or node.quoted:
        return None
    found = SPECIAL_VALUES.get(node.text.lower())
    of_words = KINDS[field.kind].translated and role_of(field) is not Role.IMAGE
    if found is UNKNOWN and (of_words or node.text in field.terms):
        return None
    return found


__all__ = [
    "KINDS",
    "Cell",
    "Kind",
    "Localizer",
    "Neighbour",
    "Order",
    "Reader",
    "Role",
    "is_translated",
    "role_of",
    "special_value",
    "with_role",
]
