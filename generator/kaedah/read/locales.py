"""Language data from CLDR, cached in small objects because Babel is slow to load."""

from functools import cache

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from babel.core import get_global

from kaedah.model import Locale

# Names in a list of languages, where the short name in CLDR would be unclear.
_AUTONYMS = {"ms": "Bahasa Melayu", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
# Codes that people write, and the codes that the site uses: the script distinguishes the texts, not the region.
_ACCEPTED = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant"}


@cache
def find_locale(code: str) -> Locale | None:
    """The locale of a BCP 47 code, or None if CLDR does not have the language."""
    try:
        known = BabelLocale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    if code == "root" or str(known).replace("_", "-") != code:
        return None  # another spelling of the code; folders and addresses need a unique one
    name = _AUTONYMS.get(code) or known.get_display_name(known) or code
    forms = known.list_patterns["standard"]
    lists = forms["2"], forms["start"], forms["middle"], forms["end"]
    text_name = known.languages.get(str(known)) or known.get_display_name(known) or code
    return Locale(
        code,
        name,
        "rtl" if known.text_direction == "rtl" else "ltr",
        script_of(code),
        lists,
        text_name,
        known.number_symbols["latn"]["group"],
        known.decimal_formats[None].grouping,
    )


def script_of(code: str) -> str:
    """The ISO 15924 code of the usual script of a language; empty if CLDR has none."""
    parts = str(get_global("likely_subtags").get(code.replace("-", "_"), "")).split("_")
    found = [part for part in (*code.split("-")[1:], *parts[1:]) if len(part) == 4 and part.isalpha()]
    return found[0] if found else ""


def accepted_code(code: str) -> str:
    """The code that the site uses for the given one: zh-Hans for zh-CN."""
    return _ACCEPTED.get(code, code)


def usual_code(code: str) -> str:
    """The canonical spelling of a code, if it can be parsed: zh-Hans for zh_hans and ZH-HANS."""
    if code in _ACCEPTED:
        return _ACCEPTED[code]
    try:
        return str(BabelLocale.parse(code.replace("_", "-"), sep="-")).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError):
        return code
