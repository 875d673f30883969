"""What CLDR knows of a language, as far as a site needs it for every page; Babel takes long to ask."""

from functools import cache

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from babel.core import get_global

from kaedah.model import Locale

# What speakers call their language in a list of languages, where CLDR's short name would be unclear there.
_AUTONYMS = {"ms": "Bahasa Melayu", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
# Codes people write, and the one the site uses for them: script is the real distinction, region is not.
_ACCEPTED = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant"}


@cache
def find_locale(code: str) -> Locale | None:
    """The locale of a BCP 47 code, or None where CLDR knows no such language."""
    try:
        known = BabelLocale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    if code == "root" or str(known).replace("_", "-") != code:
        return None  # another spelling of the code; folders and addresses must have one
    name = _AUTONYMS.get(code) or known.get_display_name(known) or code
    forms = known.list_patterns["standard"]
    lists = forms["2"], forms["start"], forms["middle"], forms["end"]
    return Locale(code, name, "rtl" if known.text_direction == "rtl" else "ltr", script_of(code), lists)


def script_of(code: str) -> str:
    """The script that a language is usually written in, by its ISO 15924 code; nothing where CLDR knows none."""
    parts = str(get_global("likely_subtags").get(code.replace("-", "_"), "")).split("_")
    found = [part for part in (*code.split("-")[1:], *parts[1:]) if len(part) == 4 and part.isalpha()]
    return found[0] if found else ""


def accepted_code(code: str) -> str:
    """The code that this site uses for one that people write: zh-CN is zh-Hans."""
    return _ACCEPTED.get(code, code)


def usual_code(code: str) -> str:
    """The usual spelling of a code, as far as it can be told: zh_hans and ZH-HANS are zh-Hans."""
    if code in _ACCEPTED:
        return _ACCEPTED[code]
    try:
        return str(BabelLocale.parse(code.replace("_", "-"), sep="-")).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError):
        return code
