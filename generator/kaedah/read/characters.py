"""Characters and white space, for texts in every language."""

import re

# Characters no text may hold: controls, marks that stand for paths until a page is written and between what is rendered
# together, halves of others.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ue000-\ue003\ud800-\udfff]")
# Han characters and full-width signs: between two of them a line break, or the space YAML folds it to, is no space.
# They stand within the brackets of a pattern.
WIDE = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uff9f\uffe0-\uffef\U00020000-\U0003ffff"
WIDE_GAP = re.compile(
    f"[ \n](?=[{WIDE}])(?<=[{WIDE}].)", re.DOTALL
)  # the rare characters come first, which makes the search fast


def one_line(text: str) -> str:
    """The text on one line: a run of white space becomes one space, or nothing between Han characters."""
    return WIDE_GAP.sub("", " ".join(text.split()))


def blanked(match: re.Match[str]) -> str:
    """A space for each character of the match, except line ends, so that positions stay the same."""
    text = match[0]
    return re.sub(r"[^\n]", " ", text) if "\n" in text else " " * len(text)
