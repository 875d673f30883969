r"""Bodies are read as CommonMark and GitHub read them; whatever is shown otherwise is reported where it stands."""

import random
import re

import pytest
from kaedah.read.markdown import convert
from kaedah.read.markdown.extension import build_parser
from kaedah.read.markdown.open_blocks import TooDeep
from kaedah.read.markdown.sanitise import sanitise

from tests.conftest import EXAMPLES
from tests.specification import normal, oracle, read_by_oracle, without_bare_links, without_figures

READER = oracle()


def shown(source: str) -> str:
    """The HTML of a body without problems, on one line."""
    body = convert(source)
    assert body.findings == ()
    return re.sub(r">\n+(?=<)|(?<=>)\n+<", lambda found: found[0].replace("\n", ""), body.html)


def told(source: str) -> list[tuple[str, int, int, str]]:
    return [(item.level, item.position.line, item.position.column, item.message) for item in convert(source).findings]


def test_a_list_follows_text_without_a_blank_line() -> None:
    assert shown("Rules:\n- first\n- second\n\nThen:\n1. one\n2. two\n") == (
        "<p>Rules:</p><ul><li>first</li><li>second</li></ul><p>Then:</p><ol><li>one</li><li>two</li></ol>"
    )


def test_a_number_within_a_sentence_begins_no_list() -> None:
    assert shown("It was built in\n1997. Nobody knows why.\n") == "<p>It was built in\n1997. Nobody knows why.</p>"


@pytest.mark.parametrize("indent", [2, 3, 4])
def test_lists_nest_by_the_text_of_their_items(indent: int) -> None:
    inner = " " * indent
    source = f"- tea\n{inner}- green\n{inner}- black\n- coffee\n"
    nested = shown(source).replace("\n", "")
    assert nested == "<ul><li>tea<ul><li>green</li><li>black</li></ul></li><li>coffee</li></ul>"


def test_an_item_keeps_its_paragraphs_and_code_and_numbers_go_on() -> None:
    source = "3. Boil.\n\n   ```sh\n   kettle --on\n   ```\n\n3. Wait.\n\n   Two minutes.\n\n3. Pour.\n"
    found = shown(source)
    assert found.startswith(
        '<ol start="3"><li><p>Boil.</p><pre><code class="language-sh">kettle --on\n</code></pre></li>'
    )
    assert found.count("<ol") == 1
    assert "<li><p>Wait.</p><p>Two minutes.</p></li><li><p>Pour.</p></li></ol>" in found


@pytest.mark.parametrize("info", ['python title="a.py"', "python {2,4}", "python linenums=1"])
@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_fence_with_attributes_is_code(info: str, fence: str) -> None:
    found = shown(f"{fence}{info}\n# no heading\n\n*no stress* [x](y)\n{fence}\n")
    assert found == '<pre><code class="language-python"># no heading\n\n*no stress* [x](y)\n</code></pre>'


def test_code_keeps_its_tabs_and_blank_lines() -> None:
    assert shown("```make\nall:\n\tcc x.c\n\n\n```\n").endswith("all:\n\tcc x.c\n\n\n</code></pre>")
    assert shown("- x\n\n      a\n\tb\n") == "<ul><li><p>x</p><pre><code>a\n</code></pre><p>b</p></li></ul>"


def test_a_fence_that_is_never_closed_is_told() -> None:
    assert told("Words.\n\n```py\nx\n") == [("warning", 3, 1, "this code fence is never closed")]
    assert told("> ~~~\n> x\n\nWords.\n") == [("warning", 1, 1, "this code fence is never closed")]


def test_a_table_follows_text_and_keeps_it() -> None:
    found = shown("Prices:\n| tea | cost |\n|---|---|\n| green | 3 |\n").replace("\n", "")
    assert found.startswith("<p>Prices:</p>")
    assert re.findall(r"<t[hd]>(.*?)</t[hd]>", found) == ["tea", "cost", "green", "3"]


def test_a_formula_with_bars_is_one_cell() -> None:
    found = shown("| sign | means |\n|---|---|\n| $|x|$ | size |\n| $\\|v\\|$ | norm |\n| a \\| b | either |\n")
    assert found.count("<math>") == 2
    assert "‖" in found
    assert re.findall(r"<td>([a-z |]+)</td>", found) == ["size", "norm", "a | b", "either"]


def test_cells_that_no_column_holds_are_told_at_the_first_of_them() -> None:
    assert told("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n") == [
        ("error", 3, 11, "this row has {cells} cells, and the table {columns} columns: the others are not shown")
    ]
    assert shown("| a | b |\n|---|---|\n| 1 |\n").count("<td></td>") == 1


@pytest.mark.parametrize("marks", [("1)", "2)"), ("7)", "8)")])
def test_numbers_may_be_followed_by_a_bracket(marks: tuple[str, str]) -> None:
    found = shown(f"{marks[0]} one\n{marks[1]} two\n")
    assert re.sub(' start="7"', "", found) == "<ol><li>one</li><li>two</li></ol>"


@pytest.mark.parametrize("sign", "•◦‣·")
def test_a_sign_that_begins_no_list_is_told(sign: str) -> None:
    assert told(f"Words.\n\n{sign} one\n") == [("warning", 3, 1, '"{sign}" begins no list')]


def test_text_is_struck_out_with_two_tildes_only() -> None:
    assert shown("It is ~~wrong~~ right, and \\~5 of ~6.") == "<p>It is <del>wrong</del> right, and ~5 of ~6.</p>"
    assert convert("从3~5到6~8。").html == "<p>从3~5到6~8。</p>"
    assert [item[:3] for item in told("A\n\n从3~5到6~8。")] == [("warning", 3, 3)]


@pytest.mark.parametrize(
    ("written", "address", "words"),
    [
        ("https://e.org/a_b_c", "https://e.org/a_b_c", "https://e.org/a_b_c"),
        ("www.e.org/x", "http://www.e.org/x", "www.e.org/x"),
        ("x.y@e.org", "mailto:x.y@e.org", "x.y@e.org"),
        ("https://e.org/?a=1&b=2", "https://e.org/?a=1&amp;b=2", "https://e.org/?a=1&amp;b=2"),
        ("https://e.org/a(b)", "https://e.org/a(b)", "https://e.org/a(b)"),
    ],
)
@pytest.mark.parametrize("after", ["", ".", ", so", ") and", "\nmore"])
def test_a_bare_address_is_a_link(written: str, address: str, words: str, after: str) -> None:
    assert shown(f"See {written}{after}") == f'<p>See <a href="{address}">{words}</a>{after}</p>'


def test_a_bare_address_ends_before_han_characters_and_hangul() -> None:
    assert shown("见https://e.org/a。然后") == '<p>见<a href="https://e.org/a">https://e.org/a</a>。然后</p>'
    assert "</a>에서" in shown("https://e.org에서 보세요")


def test_an_address_in_a_link_is_no_other_link() -> None:
    assert shown("[see https://e.org/a now](https://e.org/b)") == (
        '<p><a href="https://e.org/b">see https://e.org/a now</a></p>'
    )


@pytest.mark.parametrize("words", ["https://e.org/a", " https://e.org/a", "www.e.org", "$HOME"])
def test_a_link_ends_where_its_words_end(words: str) -> None:
    found = shown(f"[{words}](https://e.org/a$x) and [b](https://e.org/b)")
    assert re.findall(r'<a href="([^"]*)">\s?([^<]*)</a>', found) == [
        ("https://e.org/a$x", words.strip()),
        ("https://e.org/b", "b"),
    ]


def test_the_title_of_a_link_is_kept() -> None:
    assert 'title="Tea &amp; more"' in shown('[x](https://e.org "Tea & more")')


@pytest.mark.parametrize(
    "host", ["a|b", "a[b", "999.999.999.999", "a b", "e.org:99999999", "%zz", "..", ".e.org", "e..org", "a`b.org"]
)
@pytest.mark.parametrize("form", ["[x](<https://{}/>)", "[x][r]\n\n[r]: <https://{}/>"])
def test_an_address_that_no_link_can_hold_is_told(host: str, form: str) -> None:
    found = convert(form.format(host))
    assert [(item.level, item.message) for item in found.findings] == [
        ("error", 'the link "{href}" has no valid target')
    ]


def test_footnotes_that_are_doubled_unused_or_missing_are_told() -> None:
    assert told("One[^a], two[^b].\n\n[^a]: First.\n[^a]: Again.\n[^c]: Alone.\n") == [
        ("warning", 1, 13, 'there is no footnote "{label}"'),
        ("error", 4, 1, 'the footnote "{label}" is written twice; this one is not shown'),
        ("error", 5, 1, 'nothing refers to the footnote "{label}", so it is not shown'),
    ]


def test_footnotes_are_numbered_as_they_are_read() -> None:
    found = shown("One[^z], two[^a], one again[^z].\n\n[^a]: A.\n[^z]: Z.\n")
    assert re.findall(r'class="footnote-ref" href="#fn-(\w)">(\d)<', found) == [("z", "1"), ("a", "2"), ("z", "1")]
    assert re.findall(r'<li id="fn-(\w)"><p>(.)\.', found) == [("z", "Z"), ("a", "A")]
    assert 'href="#fnref2-z"' in found


@pytest.mark.parametrize("label", ["my note", "a/b", "1", "заметка", 'x"y', "my-note", "*", "A  note"])
def test_the_label_of_a_footnote_gives_valid_ids(label: str) -> None:
    found = shown(f"One[^{label}], and[^my-note].\n\n[^{label}]: x\n\n[^my-note]: y\n") if label != "my-note" else ""
    ids = re.findall(r' id="([^"]*)"', found)
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"fn(ref\d*)?-[\w.-]+", name) for name in ids)
    assert {name[1:] for name in re.findall(r'href="(#[^"]*)"', found)} <= set(ids)


def test_a_note_holds_paragraphs_and_code() -> None:
    found = shown("One[^1].\n\n[^1]: First.\n\n    Second.\n\n        code\n")
    assert "<p>First.</p><p>Second.</p><pre><code>code\n</code></pre><p><a class=" in found


@pytest.mark.parametrize(
    "written", ["{#Own}", "{ #own }", "{#own .wide}", "{.wide}", "{: #own}", "{#1st}", "{#с}", "{id=own}"]
)
@pytest.mark.parametrize("before", ["## Words ", "Words ", "Words\n=====\n\n- Words "])
def test_what_looks_like_an_anchor_and_is_none_is_told(written: str, before: str) -> None:
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    expected = ("warning", line, column, "{written} is shown as text: it is no anchor")
    assert expected in told(before + written)
    assert written in convert(before + written).html


@pytest.mark.parametrize("words", ["the set {a}", "$\\{x\\}$", "`{#x}`", "{x: y}"])
def test_braces_in_text_are_no_anchors(words: str) -> None:
    assert told(f"Words {words}") == []


def test_tasks_have_boxes() -> None:
    assert shown("- [ ] open\n- [x] done\n- [y] no\n") == ("<ul><li>☐ open</li><li>☑ done</li><li>[y] no</li></ul>")


@pytest.mark.parametrize("name", ["NOTE", "tip", "Important", "WARNING", "CAUTION"])
def test_an_alert_is_told(name: str) -> None:
    assert told(f"Words.\n\n> [!{name}]\n> Read this.\n") == [
        ("warning", 3, 3, "{sign} is shown as text: a quotation has no kinds here")
    ]


def test_a_backslash_at_the_end_of_a_line_breaks_it() -> None:
    assert shown("one\\\ntwo  \nthree") == "<p>one<br>two<br>three</p>".replace("<br>", "<br>\n")


@pytest.mark.parametrize("words", [r"\(x^2\)", r"\[ a = b \]", r"\(\alpha\)"])
def test_other_signs_of_formulas_are_told(words: str) -> None:
    assert [item[:3] for item in told(f"A {words}.")] == [("warning", 1, 3)]
    assert told(r"\[not a link\] and \(words\)") == []


def test_a_display_formula_within_a_line_is_told() -> None:
    assert [item[:3] for item in told("So $$a=b$$ holds.")] == [("warning", 1, 4)]
    assert told("$$ a = b $$") == []
    assert "<math>" in shown("GitHub's $`a_1`$ too.")


def test_a_heading_that_skips_levels_is_told_and_shown_one_level_down() -> None:
    body = convert("## One\n\n##### Two\n\n### Three\n\n#### Four\n\n## Five\n")
    assert [(item.position.line, item.position.column) for item in body.findings] == [(3, 7)]
    assert re.findall("<h([2-6])", body.html) == ["2", "3", "3", "4", "2"]


def test_headings_and_rules_end_quotations_and_lists() -> None:
    assert shown("> words\n## Next\n") == '<blockquote><p>words</p></blockquote><h2 id="next">Next</h2>'
    assert shown("- item\n## Next\n") == '<ul><li>item</li></ul><h2 id="next">Next</h2>'
    assert shown("> words\n---\n") == "<blockquote><p>words</p></blockquote><hr>"
    assert shown("> words\ngo on\n") == "<blockquote><p>words\ngo on</p></blockquote>"


@pytest.mark.parametrize("tag", ["<b>", "</div>", "<!-- note -->", "<?x?>", '<a href="x">', "<br/>", "<![CDATA[x]]>"])
@pytest.mark.parametrize("before", ["", "> ", "- ", "## x ", "| a |\n|---|\n| ", "1. x\n\n   "])
def test_a_tag_is_told_where_it_stands_and_shown(tag: str, before: str) -> None:
    body = convert(f"{before}{tag} words\n")
    line, column = before.count("\n") + 1, len(before.rsplit("\n", maxsplit=1)[-1]) + 1
    assert [(item.position.line, item.position.column) for item in body.findings] == [(line, column)]
    assert tag.replace("<", "&lt;").replace(">", "&gt;") in body.html


@pytest.mark.parametrize("source", ["<div\n  class='x'>\nwords", "<script>\nx\n</script>", "<!-- begun\n\nwords"])
def test_html_that_goes_on_for_lines_is_told_at_its_first(source: str) -> None:
    assert told(source)[0][1:3] == (1, 1)


def test_positions_are_exact_in_every_kind_of_block() -> None:
    source = "> - a\n>   b [x](nowhere)\n\n| a |\n|---|\n|  [y](nowhere) |\n\nx[^1]\n\n[^1]: z\n\n    [z](nowhere)\n"
    assert [item[1:3] for item in told(source)] == [(2, 11), (6, 8), (12, 9)]


def test_definitions_follow_their_terms() -> None:
    assert shown("Rank\nGrade\n:   How many.\n\n    Really.\n:   Also.\n\nNext\n: One.\nLast\n: Two.\n") == (
        "<dl><dt>Rank</dt><dt>Grade</dt><dd><p>How many.</p><p>Really.</p></dd><dd>Also.</dd>"
        "<dt>Next</dt><dd>One.</dd><dt>Last</dt><dd>Two.</dd></dl>"
    )


@pytest.mark.parametrize("entity", ["&#1;", "&#x7f;", "&#x2028;", "&#xE000;"])
def test_an_entity_for_a_character_that_no_text_may_hold_is_told(entity: str) -> None:
    assert [item[:3] for item in told(f"Words.\n\nA {entity} b")] == [("warning", 3, 3)]
    assert told("&#0; &nbsp; &#128512; &shy; &Tab;") == []


PIECES = [
    *[
        "a",
        "b c",
        " ",
        "  ",
        "   ",
        "    ",
        "\n",
        "\n",
        "\n\n",
        "\t",
        "é",
        "x|y",
        "&amp;",
        "&",
        "\\",
        "\\*",
        "!",
        "(",
        ")",
    ],
    *["- ", "* ", "+ ", "1. ", "2) ", "10. ", "> ", ">", "# ", "## ", "```\n", "~~~ x\n", "---", "===", "***", "- - -"],
    *["*", "**", "_", "__", "`", "``", "[", "]", "](/u)", "[r]", "![", "<b>", "</p>", "\n| a | b |\n| - | - |\n"],
    *["\n\n[r]: /u 't'\n\n", "\n\n[r]: </u>\n\n", "<http://e.org>", '"t"', "0. ", " ~~so~~ "],
]


def differs(source: str) -> bool:
    body = convert(source)
    if any("nested too deeply" in finding.message for finding in body.findings):
        return False
    ours = without_bare_links(without_figures(normal(body.html)))
    theirs, _ = read_by_oracle(READER, source)
    return ours != without_bare_links(theirs)


def test_any_mixture_of_blocks_and_signs_is_read_as_by_another_reader() -> None:
    chance = random.Random(655)
    bodies = ["".join(chance.choices(PIECES, k=chance.randrange(2, 15))) + "\n" for _ in range(10 * EXAMPLES)]
    assert [body for body in bodies if differs(body)] == []


def test_whatever_sanitising_removes_was_told() -> None:
    parser, findings = build_parser()
    chance = random.Random(17)
    pieces = [*PIECES, "&#1;", "[x](ftp://e.org)", "![x](y.png)", "<https://a|b>", "x@e.org", "www.e.org ", "[^1]"]
    for _ in range(10 * EXAMPLES):
        source = "".join(chance.choices(pieces, k=chance.randrange(2, 15))) + "\n\n[^1]: note\n"
        parser.reset()
        findings.reset(source)
        try:
            made = re.sub(' (?:bare|at)="[^"]*"', "", parser.convert(source))
        except TooDeep:
            continue
        kept, told_of = normal(sanitise(made)), {item.message.split(" ", 2)[1] for item in findings.findings}
        assert normal(made) == kept or told_of & {"link", "image", "stands"}, source
