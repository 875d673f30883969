"""Field kinds by the name `content/fields.yaml` uses. Adding a kind is one class and one line here."""

from generator.read.kinds.facts import Flag, Number, Term, Year
from generator.read.kinds.kind import Cell, Kind, Pen, Reader
from generator.read.kinds.links import Links, Neighbour
from generator.read.kinds.people import People
from generator.read.kinds.sources import Sources
from generator.read.kinds.words import Names, Phrase, Prose

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

__all__ = ["KINDS", "Cell", "Kind", "Neighbour", "Pen", "Reader"]
