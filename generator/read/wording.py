"""`locales/<locale>/LC_MESSAGES/problems.po` → Wording: what a checker says, in another language than English."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.pofile import read_po

from generator.model import Locale
from generator.wording import PLACE, Wording

FILE = "problems.po"


def read_wording(folders: Iterable[Path], locale: Locale) -> Wording | None:
    """The wording of a language from the first of the folders of catalogues that has it; None where none has.

    Fuzzy messages, and those that lost or invented a place, are left out. Raises OSError, and ValueError where the
    file is no catalogue.
    """
    for folder in folders:
        path = folder / locale.babel / "LC_MESSAGES" / FILE
        if path.is_file():
            with path.open("rb") as handle:
                catalog = read_po(handle, locale=locale.babel, abort_invalid=True)
            messages = {
                (message.context or "", str(message.id)): str(message.string)
                for message in catalog
                if message.id and message.string and not message.fuzzy and _keeps_places(message.id, message.string)
            }
            return Wording(locale.code, messages)
    return None


def _keeps_places(template: object, translation: object) -> bool:
    return set(PLACE.findall(str(template))) == set(PLACE.findall(str(translation)))
