"""Words of many languages in ICU's order: names of countries and languages from CLDR, and words without a meaning."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from babel import Locale as BabelLocale

from tests.icu import Icu

ORDERS = Path(__file__).with_name("collation_orders.txt")
NAMES, INVENTED = 70, 40
LONGEST = 30  # characters
# What is in no word: separators; a name that ICU orders by how the word is read, that of the Tibetan script in Chinese;
# apostrophes in Ukrainian, which dictionaries leave out and ICU does not.
LEFT_OUT = ("|", "\t", "藏文")
APOSTROPHES = {"uk": "'’ʼ"}


def names_of(locale: str) -> list[str]:
    """The names of countries, languages and scripts that CLDR has in a language."""
    known = BabelLocale.parse(locale, sep="-")
    names = (*known.territories.values(), *known.languages.values(), *known.scripts.values())
    return sorted({unicodedata.normalize("NFC", name) for name in names if len(name) <= LONGEST})


def words_of(locale: str, names: list[str]) -> Iterator[str]:
    """Some of the names, and words made of their letters."""
    random = Random(locale)
    chosen = [name for name in names if not any(part in name for part in (*LEFT_OUT, *APOSTROPHES.get(locale, "")))]
    yield from random.sample(chosen, min(NAMES, len(chosen)))
    letters = sorted({pair for name in chosen for pair in _pieces(name.lower())})
    for _ in range(INVENTED):
        word = unicodedata.normalize("NFC", "".join(random.choices(letters, k=random.randint(1, 4))))
        yield random.choice((word, word[:1].upper() + word[1:]))


def _pieces(name: str) -> Iterator[str]:
    """The syllables of a name, or what comes near: a letter with the next one and with the marks on it."""
    for word in name.split():
        for at in range(0, len(word), 2):
            piece = word[at : at + 2]
            if piece[0].isalpha() and all(char.isalpha() or unicodedata.category(char)[0] == "M" for char in piece):
                yield piece


def orders_of(icu: Icu, locales: Iterable[str]) -> str:
    """A line for each language: its code, then its words in ICU's order."""
    lines = []
    for locale in locales:
        words = [*dict.fromkeys(words_of(locale, names_of(locale)))]
        order = [word for word, level in icu.order(locale, words) if level]  # of words that are equal, one
        lines.append(f"{locale}\t{'|'.join(order)}\n")
    return "".join(lines)
