"""The field kinds by their names in `content/fields.yaml`. A new kind is one class and one line here."""

from collections.abc import Iterable

from kaedah.model import Field
from kaedah.read.kinds.addresses import Url
from kaedah.read.kinds.dates import Date
from kaedah.read.kinds.kind import Cell, Kind, Localizer, Reader, Role
from kaedah.read.kinds.links import Links, Neighbour
from kaedah.read.kinds.lists import Terms, Words
from kaedah.read.kinds.people import People
from kaedah.read.kinds.quantities import Quantities
from kaedah.read.kinds.scalars import Flag, Number, Term, Year
from kaedah.read.kinds.sources import Sources
from kaedah.read.kinds.text import Names, Phrase, Prose
from kaedah.read.kinds.versions import Version

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
}


def role_of(field: Field) -> Role | None:
    """What the values of a field are to the rest of the program."""
    return KINDS[field.kind].role


def with_role(fields: Iterable[Field], role: Role) -> tuple[Field, ...]:
    """The fields whose values have a role."""
    return tuple(field for field in fields if KINDS[field.kind].role is role)


__all__ = ["KINDS", "Cell", "Kind", "Localizer", "Neighbour", "Reader", "Role", "role_of", "with_role"]
