"""Field kinds by the name `content/fields.yaml` uses. Adding a kind is one class and one line here."""

from kaedah.read.kinds.kind import Cell, Kind, Localizer, Reader
from kaedah.read.kinds.links import Links, Neighbour
from kaedah.read.kinds.people import People
from kaedah.read.kinds.scalars import Flag, Number, Term, Year
from kaedah.read.kinds.sources import Sources
from kaedah.read.kinds.text import Names, Phrase, Prose

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
}

__all__ = ["KINDS", "Cell", "Kind", "Localizer", "Neighbour", "Reader"]
