r"""Markdown bodies: supported syntax, refused syntax with its location, and Han, Hangul and formulas."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaedah.problems import Report, format_problems
from kaedah.read.markdown import convert, render_body
from kaedah.read.markdown.limits import MAX_BLOCKS, MAX_BODY_BYTES, MAX_LINE, MAX_NESTING

HTML_HINT = "  hint: use Markdown; to show a tag on purpose, put it in backticks\n"
LINK_HINT = (
    "  hint: write `method:slug` or `page:name` for a page of this site, or an address that begins with https://\n"
)


def html(source: str) -> str:
    """The HTML of a body that has no problem."""
    body = convert(source)
    assert body.findings == ()
    return body.html


def problems(source: str, first_line: int = 1) -> str:
    report = Report("a.md")
    render_body(source, first_line, report)
    return format_problems(report.problems)


def places(source: str) -> list[tuple[int, int]]:
    return [(finding.position.line, finding.position.column) for finding in convert(source).findings]


def ids(source: str, of: str | None = None) -> list[str]:
    anchors = convert(of).headings if of is not None else None
    body = convert(source, anchors)
    written = re.findall(r'<h[2-6] id="([^"]*)"', body.html)
    assert written == [heading.id for heading in body.headings]
    return written


# Blocks


def test_an_empty_body_gives_no_html() -> None:
    assert render_body(" \n\n", 5, Report("a.md")).html == ""


def test_a_table_has_a_header_and_its_own_scroll_box() -> None:
    found = html("| a | b |\n|---|---|\n| 1 | 2 |\n").replace("\n", "")
    assert found == (
        '<div class="scroll" tabindex="0"><table><thead><tr><th>a</th><th>b</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>"
    )


def test_columns_are_aligned_by_class_not_inline_style() -> None:
    found = html("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |\n")
    assert re.findall(r"<(t[hd]\b[^>]*)>", found) == [
        'th class="left"',
        'th class="center"',
        'th class="right"',
        "th",
        'td class="left"',
        'td class="center"',
        'td class="right"',
        "td",
    ]
    assert "style=" not in found


def test_text_after_a_table_stays_after_it() -> None:
    found = html("| a |\n|---|\n| 1 |\n\nAfter.\n")
    assert found.index("</table></div>") < found.index("<p>After.</p>")


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_fenced_code_keeps_dollars_tags_and_emphasis_as_written(fence: str) -> None:
    code = "x = $a$ + <b>\n$$\ny\n$$\n# **no** heading [x](y)\n\n  indented &amp;\n"
    found = html(f"{fence}python\n{code}{fence}\n")
    escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert found == f'<pre><code class="language-python">{escaped}</code></pre>'


def test_inline_code_keeps_dollars_and_tags() -> None:
    assert html("`$x$ <b> $5`") == "<p><code>$x$ &lt;b&gt; $5</code></p>"


@pytest.mark.parametrize("words", ["Words.", "*Words* `and` words."])
def test_inline_code_keeps_entities_as_written(words: str) -> None:
    assert "<code>&amp;lt;b&amp;gt; &amp;amp;</code>" in html(f"{words} `&lt;b&gt; &amp;`")


def test_indented_code_keeps_dollars() -> None:
    assert html("Text:\n\n    $$\n    x\n    $$\n") == "<p>Text:</p>\n<pre><code>$$\nx\n$$\n</code></pre>"


def test_fenced_code_in_a_list_is_a_block() -> None:
    found = html("- one\n\n    ```python\n    a = $b$\n    c = 1\n    ```\n")
    assert '<pre><code class="language-python">a = $b$\nc = 1\n</code></pre>' in found


def test_a_footnote_leads_to_its_note_and_back() -> None:
    found = html("Words[^n] more.\n\n[^n]: The **note**.\n")
    (reference,) = re.findall(r'<sup id="([^"]+)"><a class="footnote-ref" href="#([^"]+)">1</a></sup>', found)
    here, there = reference
    assert f'<li id="{there}">' in found
    assert f'href="#{here}"' in found
    assert "<strong>note</strong>" in found
    assert "title=" not in found


def test_a_definition_list_has_terms_and_definitions() -> None:
    found = html("Rank\n:   How many independent rows.\n:   Also *grade*.\n").replace("\n", "")
    assert found.startswith("<dl><dt>Rank</dt><dd>How many independent rows.</dd><dd>Also <em>grade</em>.</dd></dl>")


def test_a_numbered_list_keeps_its_first_number() -> None:
    assert '<ol start="3">' in html("3. c\n4. d\n")


# Headings


def test_a_heading_gets_an_anchor_from_its_text() -> None:
    assert ids("## How it works: *really*, `code` & $x^2$\n\n### Für Ärzte\n") == [
        "how-it-works-really-code",
        "fur-arzte",
    ]


def test_a_heading_uses_its_explicit_anchor_and_does_not_show_it() -> None:
    assert ids("## Meaning {#what-it-is}\n\n## Use {#use} ##\n") == ["what-it-is", "use"]
    assert "{#" not in html("## Meaning {#what-it-is}\n")


def test_repeated_headings_get_numbers() -> None:
    assert ids("## Use\n\n## Use\n\n## Use\n\n## Use 2\n") == ["use", "use-2", "use-3", "use-2-2"]


def test_headings_without_ascii_letters_are_numbered_by_position() -> None:
    assert ids("## 含义\n\n## Principle\n\n## 원리\n\n## Принцип\n\n## 2019\n") == [
        "section-1",
        "principle",
        "section-3",
        "section-4",
        "section-5",
    ]


@pytest.mark.parametrize(
    "translated",
    [
        "## Значення\n\n## Принцип\n\n### Деталі\n",
        "## 의미\n\n## 원리\n\n### 세부\n",
        "## Use\n\n## Meaning\n\n### Use\n",
    ],
)
def test_headings_of_a_translation_have_the_anchors_of_the_source(translated: str) -> None:
    source = "## Meaning\n\n## Principle {#how}\n\n### Meaning\n"
    assert ids(translated, of=source) == ids(source) == ["meaning", "how", "meaning-2"]


def test_an_explicit_anchor_in_a_translation_is_used() -> None:
    assert ids("## Значення {#own}\n\n## Принцип\n", of="## Meaning\n\n## Principle\n") == ["own", "principle"]


def test_a_translation_with_different_headings_is_reported_at_its_first_heading() -> None:
    report = Report("a.uk.md")
    render_body("Вступ.\n\n## Значення\n", 7, report, convert("## Meaning\n\n## Principle\n").headings)
    reported = format_problems(report.problems)
    assert reported.startswith("a.uk.md:9:4: warning: the headings differ from those of the source text")
    assert reported.count("\n") == 2


def test_a_translation_with_different_heading_levels_is_reported() -> None:
    assert convert("### Значення\n", convert("## Meaning\n").headings).findings != ()
    assert convert("## Значення\n", convert("## Meaning\n").headings).findings == ()


def test_a_level_one_heading_becomes_level_two_with_a_warning() -> None:
    source = "Results come first.\n\n# Results\n"
    assert '<h2 id="results">Results</h2>' in convert(source).html
    assert places(source) == [(3, 3)]


@pytest.mark.parametrize("name", ["main", "facts", "related", "sources-sources", "caption", "legend", "comparisons"])
def test_a_heading_never_takes_an_id_of_the_page(name: str) -> None:
    words = name.replace("-", " ")
    assert f"page-{name}" not in ids(f"## Page {words}\n")
    assert f"page-{name}" not in ids(f"## Words {{#page-{name}}}\n")


def test_a_heading_never_takes_the_id_of_a_footnote() -> None:
    found = re.findall(r' id="([^"]+)"', html("## Fn 1\n\nWords[^1].\n\n## Fnref 1\n\n[^1]: Note.\n"))
    assert len(found) == 4
    assert len(set(found)) == 4


def test_text_that_looks_like_an_incomplete_anchor_stays_text() -> None:
    found = convert('He wrote id="heading-0-token" here.\n\n## One\n').html
    assert 'id="heading-0-token" here' in found
    assert '<h2 id="one">' in found


@given(st.lists(st.sampled_from(["Use", "Use 2", "使用", "Section 1", "Use {#use}", "x-2", "X"]), max_size=8))
def test_anchors_are_unique_and_equal_in_translations(words: list[str]) -> None:
    source = "".join(f"## {word}\n\n" for word in words)
    found = ids(source)
    assert len(set(found)) == len(found) == len(words)
    assert ids("## Слово\n\n" * len(words), of=source) == found


# Formulas


def test_an_inline_formula_becomes_mathml() -> None:
    assert html("The rank $r$ is low.") == "<p>The rank <math><mi>r</mi></math> is low.</p>"


def test_a_display_formula_becomes_mathml_in_a_block() -> None:
    for source in ("$$\nx^2\n$$", "$$x^2$$", "$$ x^2 $$"):
        found = html(f"Before:\n\n{source}\n\nAfter.\n")
        assert (
            '<div class="formula" tabindex="0"><math display="block"><msup><mi>x</mi><mn>2</mn></msup></math></div>'
            in found
        )
        assert "$" not in found


def test_markdown_and_html_syntax_in_a_formula_is_kept() -> None:
    found = html("$a < b_1 * c_2 * \\text{d}$")
    assert "<em>" not in found
    assert "<mo>&lt;</mo>" in found


def test_formulas_work_in_tables_lists_headings_emphasis_and_links() -> None:
    source = "## Rank $r$\n\n| $a$ |\n|---|\n| $b$ |\n\n- **$c$**\n- [$d$](https://example.org/)\n"
    assert re.findall(r"<math><mi>(.)</mi></math>", html(source)) == ["r", "a", "b", "c", "d"]


def test_aligned_equations_have_classes_and_no_inline_style() -> None:
    found = html("$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$")
    assert 'class="right"' in found
    assert 'class="left"' in found
    assert " style=" not in found


@pytest.mark.parametrize(
    "words",
    ["$5 and $10", "from $5 to $10 each", "$5-$10", "a $ b $ c", "US$ 5, US$ 6", "$5", "it costs 5$ or 6$", "$$"],
)
def test_prices_are_not_formulas(words: str) -> None:
    assert html(words) == f"<p>{words}</p>"


def test_an_escaped_dollar_is_a_dollar() -> None:
    assert html(r"It costs \$5, or \$x\$ in all.") == "<p>It costs $5, or $x$ in all.</p>"


def test_an_escaped_dollar_in_code_keeps_its_backslash() -> None:
    assert html(r"`\$5`") == r"<p><code>\$5</code></p>"


def test_an_invalid_formula_is_an_error_with_line_and_column() -> None:
    assert problems("One.\n\nA formula $\\frac{a}$ here.\n", first_line=10) == (
        'a.md:12:12: error: the formula "\\frac{a}" cannot be read: Expected argument but reached end of input\n'
        "  hint: write LaTeX, as in `\\frac{a}{b}`; for a dollar sign write `\\$`\n"
    )


def test_an_invalid_display_formula_is_reported_where_its_latex_begins() -> None:
    assert places("Words.\n\n$$\n\\nosuch{a}\n$$\n") == [(4, 1)]


def test_the_second_of_two_equal_invalid_formulas_has_its_own_location() -> None:
    assert places("$\\nosuch$ and\n$\\nosuch$\n") == [(1, 2), (2, 2)]


def test_an_invalid_formula_in_code_is_not_located_there() -> None:
    assert places("Write `\\nosuch` never.\n\nAs $\\nosuch$ here.\n") == [(3, 5)]


def test_a_formula_that_is_too_long_or_too_deeply_nested_is_an_error() -> None:
    assert "longer than 2000 characters" in problems("$" + "x" * 2001 + "$")
    assert "nested more than 40 deep" in problems("$" + "{" * 41 + "x" + "}" * 41 + "$")
    assert problems("$" + "{" * 40 + "x" + "}" * 40 + "$") == ""


# Raw HTML, links, pictures


@pytest.mark.parametrize(
    "tag",
    [
        "<b>",
        "</b>",
        '<a onclick="x()">',
        "<br/>",
        "<script>",
        "<!-- note -->",
        "<!DOCTYPE html>",
        "<?php x ?>",
        "<my-tag>",
    ],
)
def test_raw_html_is_shown_as_text_with_a_warning_at_its_location(tag: str) -> None:
    source = f"One.\n\nTwo {tag} three.\n"
    shown = tag.replace("<", "&lt;").replace(">", "&gt;")
    assert convert(source).html == f"<p>One.</p>\n<p>Two {shown} three.</p>"
    assert problems(source) == f"a.md:3:5: warning: HTML is not supported here and is shown as text: {tag}\n{HTML_HINT}"


def test_a_tag_in_code_before_it_does_not_move_the_warning() -> None:
    assert places("`<b>` is code, <b> is not.\n") == [(1, 16)]


def test_every_tag_of_an_html_block_is_reported() -> None:
    assert places("<div>\n\nWords.\n\n</div>\n") == [(1, 1), (5, 1)]


@pytest.mark.parametrize("words", ["a < b and c > d", "1 <2> 3", "x<y", "<3", "a <- b", "<=>"])
def test_comparison_signs_are_not_tags(words: str) -> None:
    shown = words.replace("<", "&lt;").replace(">", "&gt;")
    assert html(words) == f"<p>{shown}</p>"


def test_links_to_methods_are_recorded_with_their_location_and_resolved_later() -> None:
    report = Report("a.md")
    body = render_body("See [QLoRA](method:qlora) and\n[](method:lora).\n", 8, report)
    assert report.problems == []
    places = [(link.key, link.position.line, link.position.column) for link in body.links]
    assert places == [("methods/qlora", 8, 13), ("methods/lora", 9, 4)]
    assert '<a href="method:qlora">QLoRA</a>' in body.html
    assert '<a href="method:lora"></a>' in body.html


@pytest.mark.parametrize("href", ["https://example.org/a?b=c&d", "http://example.org", "mailto:a@example.org"])
def test_web_and_mail_addresses_may_be_linked_to(href: str) -> None:
    assert html(f"[x]({href})") == f'<p><a href="{href.replace("&", "&amp;")}">x</a></p>'


def test_an_address_in_angle_brackets_is_a_link() -> None:
    assert html("<https://example.org/>") == '<p><a href="https://example.org/">https://example.org/</a></p>'
    assert html("<user@example.org>") == '<p><a href="mailto:user@example.org">user@example.org</a></p>'


@pytest.mark.parametrize(
    "href", ["other.md", "/root", "javascript:alert(1)", "data:text/html,x", "//host/x", "ftp://x/y"]
)
def test_a_broken_link_is_an_error_at_its_location(href: str) -> None:
    source = f"One.\n\nTwo [x]({href}).\n"
    assert problems(source) == f'a.md:3:9: error: the link "{href}" has no valid target\n{LINK_HINT}'


def test_addresses_of_other_schemes_never_reach_the_page() -> None:
    for href in (
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
    ):
        assert "href" not in convert(f"[x]({href})").html


def test_images_from_elsewhere_are_refused_at_their_location() -> None:
    assert problems("One.\n\n![alt](x.png)\n").startswith('a.md:3:8: error: the image "x.png" is not one of content/')
    assert "<img" not in convert("![alt](https://example.org/x.png)").html


# Han and Hangul


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**微调（fine-tuning）。**这是", "<strong>微调（fine-tuning）。</strong>这是"),
        ("这是**重点。**然后", "这是<strong>重点。</strong>然后"),
        ("称为**“注意力”**的机制", "称为<strong>“注意力”</strong>的机制"),
        ("即**《论文》**所述", "即<strong>《论文》</strong>所述"),
        ("这是*重点。*然后", "这是<em>重点。</em>然后"),
        ("**LoRA（低秩适配）**是", "<strong>LoRA（低秩适配）</strong>是"),
        ("**미세 조정(fine-tuning)**은 좋다", "<strong>미세 조정(fine-tuning)</strong>은 좋다"),
        ("이것은 **“주의”**라고 한다", "이것은 <strong>“주의”</strong>라고 한다"),
        ("**`코드`**를 쓴다", "<strong><code>코드</code></strong>를 쓴다"),
        ("한**강조(x)**를", "한<strong>강조(x)</strong>를"),
        ("*어텐션(attention)*이", "<em>어텐션(attention)</em>이"),
        ("**[링크](https://example.org/)**를", '<strong><a href="https://example.org/">링크</a></strong>를'),
        ("***重点！***然后", "<strong><em>重点！</em></strong>然后"),
    ],
)
def test_emphasis_beside_punctuation_and_particles_works(source: str, expected: str) -> None:
    assert html(source).replace("<em><strong>", "<strong><em>").replace("</strong></em>", "</em></strong>") == (
        f"<p>{expected}</p>"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("微调\n方法", "微调方法"),
        ("方法，\n例如", "方法，例如"),
        ("方法\n（例如）", "方法（例如）"),
        ("第一\n第二\n第三", "第一第二第三"),
        ("𠀀\n𠀁", "𠀀𠀁"),
        ("方法\n**重点**\n方法", "方法<strong>重点</strong>方法"),
        ("方法**重点\n重点**方法", "方法<strong>重点重点</strong>方法"),
        ("方法**重点**\n方法", "方法<strong>重点</strong>方法"),
        ("方法\n*重点*", "方法<em>重点</em>"),
        ("方法\n[链接](https://example.org/)\n方法", '方法<a href="https://example.org/">链接</a>方法'),
        ("方法\n[**链接**](method:a)\n方法", '方法<a href="method:a"><strong>链接</strong></a>方法'),
        ("**重点**\n*重点*", "<strong>重点</strong><em>重点</em>"),
    ],
)
def test_a_line_break_between_han_characters_adds_no_space(source: str, expected: str) -> None:
    assert html(source) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("미세\n조정", "미세\n조정"),
        ("미세\n**조정**\n방법", "미세\n<strong>조정</strong>\n방법"),
        ("ㄱ\nㄴ", "ㄱ\nㄴ"),
        ("방법\n方法", "방법\n方法"),
        ("方法\n방법", "方法\n방법"),
        ("方法\nLoRA", "方法\nLoRA"),
        ("LoRA\n方法", "LoRA\n方法"),
        ("fine\ntuning", "fine\ntuning"),
        ("тонке\nналаштування", "тонке\nналаштування"),
        ("方法\n`码`\n方法", "方法\n<code>码</code>\n方法"),
        ("方法 `码\n码` 方法", "方法 <code>码 码</code> 方法"),
        ("方法\n\n方法", "方法</p>\n<p>方法"),
    ],
)
def test_any_other_line_break_is_a_space(source: str, expected: str) -> None:
    assert html(source) == f"<p>{expected}</p>"


def test_line_breaks_in_fenced_code_are_kept_between_han_characters() -> None:
    assert html("```\n方\n法\n```\n") == "<pre><code>方\n法\n</code></pre>"


def test_a_hard_line_break_between_han_characters_is_kept() -> None:
    assert "<br>" in html("方法  \n方法")


# Limits


def test_a_body_at_the_size_limit_is_read_and_a_longer_one_is_refused() -> None:
    line = "x" * 99 + "\n"
    whole = line * (MAX_BODY_BYTES // 100)
    assert problems(whole) == ""
    assert problems(whole + line) == "a.md:1:1: error: the body is longer than 32 KB\n  hint: shorten it\n"


def test_a_line_at_the_length_limit_is_read_and_a_longer_one_is_refused() -> None:
    assert problems("One.\n\n" + "x" * MAX_LINE) == ""
    assert problems("One.\n\n" + "x" * (MAX_LINE + 1)).startswith("a.md:3:1: error: the line is longer than 4000")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*so**so*`x`", "<em>so**so</em><code>x</code>"),
        ("*one**two*three four five", "<em>one**two</em>three four five"),
        ("klzzwxh:0001 **so**so*so*", "klzzwxh:0001 <strong>so</strong>so<em>so</em>"),
        ("<$x$x.y@z.w>", '<a href="mailto:$x$x.y@z.w">$x$x.y@z.w</a>'),
        (r"<a\_b@x.org>", '&lt;<a href="mailto:a_b@x.org">a_b@x.org</a>&gt;'),
    ],
)
def test_adjacent_signs_are_read_as_commonmark_reads_them(source: str, expected: str) -> None:
    assert html(source) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    "body",
    [
        "$`a^2`$",
        "`a` is $5 and `b` is 6$",
        "<a `code`>",
        "<b $x$>",
        "<b \\*c\\*>",
        "<!-- `x` -->",
        "<b [a](http://x.y)>",
    ],
)
def test_placeholders_of_the_library_are_not_read_as_text(body: str) -> None:
    html = convert(body).html
    assert "\ufffd" not in html
    assert "k</mi>" not in html
    assert "klzzwxh" not in html
    assert "touch" not in problems(body)


@pytest.mark.parametrize("marker", ["> ", "- ", ">", "* "])
def test_nesting_at_the_limit_is_read_and_deeper_is_refused(marker: str) -> None:
    assert problems(marker * MAX_NESTING + "x") == ""
    assert "nested too deeply" in problems(marker * (MAX_NESTING + 1) + "x")


@pytest.mark.parametrize(
    ("block", "most"), [("## x\n\n", MAX_BLOCKS), ("```\nx\n```\n\n", MAX_BLOCKS), ("~~~\nx\n~~~\n\n", MAX_BLOCKS)]
)
def test_the_number_of_headings_and_fences_in_a_body_is_limited(block: str, most: int) -> None:
    assert problems(block * most) == ""
    assert f"the body has more than {most} " in problems(block * (most + 1))


@pytest.mark.parametrize(("char", "most"), [("[", 1000), ("|", 4000), ("*", 4000), ("_", 4000), ("`", 4000)])
def test_the_number_of_expensive_characters_in_a_body_is_limited(char: str, most: int) -> None:
    body = (char * 50 + "\n\n") * (most // 50)
    reported = f'a.md:1:1: error: the body has more than {most} "{char}"\n'
    assert reported not in problems(body)
    assert problems(body + char) == reported + "  hint: shorten it\n"


def test_the_table_of_contents_marker_is_not_supported() -> None:
    assert html("[TOC]\n\n## A\n").startswith("<p>[TOC]</p>")


@pytest.mark.parametrize(
    "piece",
    [
        "$$ a\n",
        "$a \n",
        "<!-- a\n",
        "<a b\n",
        "**a ",
        "[^1]",
        "a `b\n",
        "[a](",
        "> ",
        "a\n: b\n",
        "| a ",
        "\\$",
        "\\\\(",
        "<? a\n",
        "$$\n",
    ],
)
def test_no_body_takes_long_to_read(piece: str) -> None:
    line = piece if piece.endswith("\n") else piece * 20 + "\n"
    source = line * (MAX_BODY_BYTES // len(line))
    started = time.process_time()
    convert(source)
    assert time.process_time() - started < 4


def test_an_unreadable_body_does_not_affect_the_next_one() -> None:
    source = "## Words\n\nA <b>tag</b> and $x$.\n\n- one\n- two\n\nTerm\n:   Meaning\n"
    before = convert(source)
    for bad in ("a\n: b\n" * 5000, "> " * 500 + "x", "$\\nosuch$", "x" * (MAX_BODY_BYTES + 1)):
        assert convert(bad).findings != ()
        assert convert(source) == before


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab 中文한。*_`$\\[]()<>#|-:!^~{}\n&;1.", max_size=120))
def test_any_body_gives_findings_or_clean_html_and_never_an_exception(source: str) -> None:
    body = convert(source)
    assert not re.search(r"<(script|style|img|iframe|object)", body.html)
    assert not re.search(r"<[^>]* (on\w+|style)=", body.html)
    assert "\x02" not in body.html
    assert convert(source) == body


def test_sizes_in_formulas_use_only_attributes_that_html_allows() -> None:
    formulas = (r"$\tfrac12$", r"$\dfrac12$", r"$$\begin{cases}a&b\\c&d\end{cases}$$", r"$\displaystyle\sum_i a$")
    found = html(" and ".join(formulas[:2]) + f"\n\n{formulas[2]}\n\n{formulas[3]}\n")
    for tag, attributes in re.findall(r"<(m[a-z]+)([^>]*)>", found):
        assert tag in ("math", "mstyle") or not {"displaystyle", "scriptlevel"} & set(re.findall(r"\w+", attributes))
    for name in ("compact", "spread", "compact depth-0", "spread depth-0", "left apart"):
        assert f' class="{name}"' in found
