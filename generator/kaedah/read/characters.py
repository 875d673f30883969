"""Characters and white space, for texts in every language."""

import re

from kaedah.text_forms import WIDE_GAP

# Characters no text may hold: controls, marks that stand for paths until a page is written and between what is rendered
# together, halves of others.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ue000-\ue003\ud800-\udfff]")


def one_line(text: str) -> str:
    """The text on one line: a run of white space becomes one space, or nothing between Han characters."""
    return WIDE_GAP.sub("", " ".join(text.split()))


def blanked(match: re.Match[str]) -> str:
    """A space for each character of the match, except line ends, so that positions stay the same."""
    text = match[0]
    return re.sub(r"[^\n]", " ", text) if "\n" in text else " " * len(text)
