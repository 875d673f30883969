"""The stamps of translations: what a source text says, not how it is written down."""

import pytest
from kaedah.source_stamps import former_stamp, stamp_of, stamps_of

SAME = {
    "other line breaks": (
        "Words of a long\nparagraph that is\nwrapped.",
        "Words of a long paragraph that is wrapped.",
    ),
    "line breaks in Han": ("低秩\n适配", "低秩适配"),
    "signs of a list": ("* one\n* two", "- one\n- two"),
    "signs of numbers": ("1) one\n2) two", "1. one\n2. two"),
    "line breaks in an item": ("- one\n  two\n- three", "- one two\n- three"),
    "deeper indents": ("- one\n  - two", "- one\n    - two"),
    "an anchor": ("## Words\n\na", "## Words {#words}\n\na"),
    "a heading with closing signs": ("## Words ##", "## Words"),
    "an underlined heading": ("Words\n-----\na", "## Words\n\na"),
    "trailing spaces": ("a  \nb \n", "a\nb"),
    "blank lines": ("a\n\n\n\nb\n", "a\n\nb"),
    "stress": ("_a_ and __b__", "*a* and **b**"),
    "letters in another form": ("Me\u0301thode", "Méthode"),
    "a no-break space": ("5\u00a0GB", "5 GB"),
    "line breaks in a quotation": ("> a\n> b\n\nc", "> a b\n\nc"),
    "a quotation with lazy lines": ("> a\nb", "> a\n> b"),
    "spaces in a table": ("| a | b |\n|---|:--|\n| 1 | 2 |", "|a|b|\n| - | :---- |\n|1|2|"),
    "other fences": ("~~~ python\nx  = 1\n~~~", "```python\nx  = 1\n```"),
    "an indented fence": ("- a\n\n  ```\n  x\n  ```", "- a\n\n    ```\n    x\n    ```"),
    "another rule": ("a\n\n***\n\nb", "a\n\n- - -\n\nb"),
}
DIFFERENT = {
    "a word": ("one two", "one three"),
    "case": ("Lora", "LoRA"),
    "a number": ("in 2021", "in 2022"),
    "the number of an item": ("1. a", "2. a"),
    "the target of a link": ("[a](method:lora)", "[a](method:qlora)"),
    "an address": ("<https://a.example>", "<https://b.example>"),
    "spaces in code": ("```\na  b\n```", "```\na b\n```"),
    "lines of code": ("```\na\nb\n```", "```\na b\n```"),
    "indented code": ("a\n\n    b  c", "a\n\n    b c"),
    "the language of code": ("```python\na\n```", "```rust\na\n```"),
    "code in words": ("`a_b_`", "`a*b*`"),
    "signs in a formula": ("$a_{1}$", "$a^{1}$"),
    "the level of a heading": ("## a", "### a"),
    "a paragraph cut in two": ("a b", "a\n\nb"),
    "a cell": ("|a|b|\n|-|-|\n|1|2|", "|a|b|\n|-|-|\n|1|3|"),
    "a quotation": ("> a", "a"),
    "a letter": ("и", "й"),
    "stress that is gone": ("*a*", "a"),
    "a list made of words": ("- a", "a"),
    "the text of an image": ("![a](images/x.svg)", "![b](images/x.svg)"),
    "a hyphen for a dash": ("a - b", "a – b"),
}


@pytest.mark.parametrize("case", SAME)
def test_what_says_the_same_has_the_same_stamp(case: str) -> None:
    one, other = SAME[case]
    assert stamp_of(one) == stamp_of(other)


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_says_something_else_has_another_stamp(case: str) -> None:
    one, other = DIFFERENT[case]
    assert stamp_of(one) != stamp_of(other)


def test_stamps_in_the_former_form_are_accepted() -> None:
    assert (
        stamps_of("Low-rank adaptation") == (stamp_of("Low-rank adaptation"),) == (former_stamp("Low-rank adaptation"),)
    )
    assert stamps_of("a\nb") == (stamp_of("a b"), former_stamp("a\nb"))


def test_long_texts_are_read_in_time() -> None:
    for text in ("_a " * 4000, "`" * 12000, "> " * 6000, "|-" * 6000, "- " * 6000, "* " * 6000, "$a" * 5000):
        assert len(stamp_of(text)) == 8
