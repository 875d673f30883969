"""How content names an image."""

import re

FOLDER = "images"  # in the content folder
MAX_NAME = 120  # characters, folders included
NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9_-]*([./][A-Za-z0-9][A-Za-z0-9_-]*)*"
_NAME = re.compile(NAME_PATTERN)
_ADDRESS = re.compile(rf"(?:\.{{1,2}}/)*{FOLDER}/(.+)")


def is_image_name(name: str) -> bool:
    """Whether this can be the path of an image below the folder."""
    return len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def file_of(address: str) -> str:
    """The image that an address in a body names, such as `images/x.svg`; empty for any other address."""
    found = _ADDRESS.fullmatch(address)
    return found[1] if found and is_image_name(found[1]) else ""
