"""The glossary: how terms are matched in text, where their links lead, and its page in each language."""

import re
import time
from pathlib import Path

import pytest
from kaedah.glossary import Finder, Limits
from kaedah.problems import format_problems

from tests.conftest import MINIMAL, must_read, publish, read, write_site
from tests.example import EXAMPLE
from tests.page_reader import read_page
from tests.term_links import term_links

CODES = ("en", "ms", "uk", "ko", "bg", "zh-Hans")


def linked(html: str, **wordings: str) -> list[str]:
    """The words that become links, with what they lead to; `wordings` are separated by `|`."""
    owners = {wording: name for name, words in wordings.items() for wording in words.split("|")}
    finder = Finder.of(owners)
    parts = finder.link(html).split('<a class="term" href="glossary:')[1:]
    return [part.split("</a>")[0].replace('">', "=") for part in parts]


@pytest.mark.parametrize(
    ("html", "wording", "found"),
    [
        ("<p>An encoder reads.</p>", "encoder", ["x=encoder"]),
        ("<p>Encoder first.</p>", "encoder", ["x=Encoder"]),
        ("<p>The autoencoder reads.</p>", "encoder", []),
        ("<p>encoders</p>", "encoder", []),
        ("<p>encoders</p>", "encoder*", ["x=encoders"]),
        ("<p>encoder-like</p>", "encoder", []),
        ("<p>(encoder), «encoder»</p>", "encoder", ["x=encoder"]),
        ("<p>soft\nprompt</p>", "soft prompt", ["x=soft\nprompt"]),
        ("<p>A gan and a GAN.</p>", "GAN", ["x=GAN"]),
        ("<p>глибокого навчання</p>", "глибок* навчанн*", ["x=глибокого навчання"]),
        ("<p>Заглибокого навчання</p>", "глибок* навчанн*", []),
        ("<p>комп'ютерний зір</p>", "комп’ютерний зір", ["x=комп'ютерний зір"]),
        ("<p>모델은 셀프어텐션을 쓴다.</p>", "셀프 어텐션", ["x=셀프어텐션"]),
        ("<p>사전 학습된 모델</p>", "사전 학습", ["x=사전 학습"]),
        ("<p>使用自注意力机制</p>", "自注意力", ["x=自注意力"]),
        ("<p>İ an encoder.</p>", "encoder", ["x=encoder"]),
    ],
)
def test_a_term_is_matched_by_the_rules_of_its_script(html: str, wording: str, found: list[str]) -> None:
    assert linked(html, x=wording) == found


def test_latin_terms_beside_han_characters_match_whole_words() -> None:
    assert linked("<p>使用Transformer模型</p>", x="Transformer|自注意力") == ["x=Transformer"]
    assert linked("<p>使用Transformers模型</p>", x="Transformer|自注意力") == []


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="method:x">an encoder</a></p>',
        '<h2 id="a">The encoder</h2>',
        "<p><code>an encoder</code></p>",
        "<pre><code>an encoder\n</code></pre>",
        "<p><math><mtext> encoder</mtext></math></p>",
        '<p title="an encoder">x</p>',
        '<p>x<sup id="fnref-1"><a href="#fn-1">an encoder</a></sup></p>',
    ],
)
def test_terms_in_links_headings_code_formulas_and_attributes_are_not_linked(html: str) -> None:
    assert Finder.of({"encoder": "x"}).link(html) == html
    assert linked(html + "<p>an encoder</p>", x="encoder") == ["x=encoder"]


def test_only_the_first_use_of_a_term_is_linked() -> None:
    html = "<p>An encoder, encoders, a decoder.</p><p>The encoder and the decoder.</p>"
    assert linked(html, e="encoder|encoders", d="decoder") == ["e=encoder", "d=decoder"]


def test_the_longer_of_two_terms_with_the_same_beginning_matches() -> None:
    assert linked("<p>prompt tuning, then a prompt</p>", p="prompt", t="prompt tuning") == [
        "t=prompt tuning",
        "p=prompt",
    ]


def test_linking_terms_adds_only_links() -> None:
    glossary = must_read(EXAMPLE).glossary
    html = "<p>Fine-tuning &amp; <em>weights</em> of <b>a Transformer</b>; loss.</p>"
    done = glossary.finders["en"].link(html)
    assert done.count("<a ") == 4
    assert re.sub(r"</?a\b[^>]*>", "", done) == html
    assert glossary.finders["en"].link(html) == done


def test_a_body_without_terms_is_processed_quickly() -> None:
    finder = must_read(EXAMPLE).glossary.finders["en"]
    body = "<p>" + "zyx wvu tsr qpo nml kji hgf edc " * 150 + "</p>"
    assert finder.link(body) is body
    best = min(_seconds(finder, body) for _ in range(20))
    assert best < 0.001


def _seconds(finder: Finder, body: str) -> float:
    started = time.perf_counter()
    finder.link(body)
    return time.perf_counter() - started


# The page


def test_the_glossary_page_lists_every_term_with_its_translations(public: Path) -> None:
    terms = must_read(EXAMPLE).glossary.terms
    assert len(terms) >= 30
    for code in CODES:
        items = {
            item.attributes["id"]: item for item in read_page(public / code / "glossary.html").all("div", class_="item")
        }
        assert set(items) == {term.id for term in terms}
        for term in terms:
            item = items[term.id]
            assert item.one("dt").words.startswith(term.renderings[code].text)
            shown = {element.lang: element.words for element in item.one("ul", class_="renderings").all("span")}
            assert shown == {lang: term.renderings[lang].text for lang in CODES[1:] if lang != code}
            assert not item.all(class_="badge")


def test_definitions_are_shown_in_the_language_of_the_page(public: Path) -> None:
    item = next(
        i for i in read_page(public / "ko/glossary.html").all("div", class_="item") if i.attributes["id"] == "token"
    )
    assert item.all("dd")[0].words == "언어 모델이 읽고 쓰는 단위로, 단어나 그 일부 또는 기호."


def test_terms_in_untranslated_bodies_link_to_the_glossary_of_the_page_language(public: Path) -> None:
    for code in CODES:
        page = read_page(public / code / "methods/lora.html")
        terms = page.one("div", class_="body").all("a", class_="term")
        assert terms != []
        assert all(link.attributes["href"].startswith(f"../../{code}/glossary.html#") for link in terms)
        assert len({link.attributes["href"] for link in terms}) == len(terms)


def test_terms_are_sorted_by_the_rules_of_the_language(public: Path) -> None:
    names = [item.one("dt").words for item in read_page(public / "zh-Hans/glossary.html").all("div", class_="item")]
    assert names[0].startswith("编码器")
    assert names[-1].startswith("Transformer")


def test_an_untranslated_term_is_shown_in_the_source_language_with_a_badge(tmp_path: Path) -> None:
    base = write_site(tmp_path / "site", MINIMAL)
    write_site(
        base,
        {
            "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
            "content/glossary.yaml": "- {term: rank, definition: How many., aliases: [order]}\n",
        },
    )
    page = read_page(publish(base, tmp_path / "public") / "uk/glossary.html")
    name = page.one("div", class_="item").one("dt")
    assert name.all("span")[0].lang == "en"
    assert [badge.attributes["data-status"] for badge in name.all(class_="badge")] == ["fallback"]


def test_a_site_without_a_glossary_has_no_glossary_page_and_no_link(minimal: Path, tmp_path: Path) -> None:
    output = publish(minimal, tmp_path / "public")
    assert not (output / "en/glossary.html").exists()
    assert "glossary" not in (output / "en/index.html").read_text()


# What it forbids


def reported(base: Path, words: str, name: str = "Один", **more: str) -> str:
    glossary = (
        "- term: deep learning\n  definition: D.\n  forbidden: {deep-learning: two words}\n"
        "  renderings: {uk: {term: глибоке навчання, aliases: [ГН],"
        " forbidden: {глибинн* навчанн*: it is another word}}}\n"
    )
    files = {
        "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk]\n",
        "content/glossary.yaml": glossary,
        "content/methods/one.md": "---\nname: Deep learning\nyear: 2001\nrelated: [two]\n---\n\n"
        + more.get("source", ""),
        "content/methods/one.uk.md": f"---\ntranslates: {{name: 00000000}}\nname: {name}\n"
        f"aliases: [глибинне навчання]\n---\n\n{words}\n",
    }
    write_site(base, MINIMAL)
    return "".join(
        line + "\n"
        for line in format_problems(read(write_site(base, files))[1]).splitlines()
        if "catalogue" not in line and "update" not in line and "site.po" not in line
    )


def test_a_forbidden_translation_is_reported_with_its_reason_and_the_location_of_the_term(tmp_path: Path) -> None:
    assert reported(tmp_path, "Перше.\n\nМетоди глибинного навчання.", "Глибоке навчання") == (
        'content/methods/one.uk.md:9:8: warning: "глибинного навчання" is used here for "deep learning" '
        "[forbidden-rendering]\n"
        '  hint: write "глибоке навчання"; it is another word (content/glossary.yaml:1)\n'
    )


@pytest.mark.parametrize(
    "words", ["Це глибоке навчання (глибинне навчання).", "`глибинне навчання`", "Заглибинне навчання"]
)
def test_forbidden_words_are_allowed_in_brackets_code_and_parts_of_words(words: str, tmp_path: Path) -> None:
    assert reported(tmp_path, words, "Глибоке навчання") == ""


def test_forbidden_words_apply_to_the_source_language_too(tmp_path: Path) -> None:
    assert '"deep-learning" is used here for "deep learning"' in reported(
        tmp_path, "", "Глибоке навчання", source="A deep-learning method."
    )


@pytest.mark.parametrize(
    ("name", "right"),
    [("Глибоке навчання", True), ("Глибоке навчання (DL)", True), ("ГН", True), ("Навчання вглиб", False)],
)
def test_a_method_name_that_is_a_term_follows_the_glossary(name: str, right: bool, tmp_path: Path) -> None:
    assert (reported(tmp_path, "", name) == "") == right


def test_a_link_in_code_is_shown_as_written(minimal: Path, tmp_path: Path) -> None:
    code = '<a href="glossary:x"> class="footnote-backref"'
    body = minimal / "content/methods/one.md"
    body.write_text(body.read_text(encoding="utf-8") + f"\n`{code}`[^1]\n\n[^1]: Note.\n", encoding="utf-8")
    page = (publish(minimal, tmp_path / "public") / "en/methods/one.html").read_text(encoding="utf-8")
    assert '<code>&lt;a href="glossary:x"&gt; class="footnote-backref"</code>' in page
    assert '<a class="footnote-backref" aria-label="Back to the text"' in page


def linked_within(html: str, **limits: str) -> bool:
    """Whether "loss" is linked, where `limits` are words separated by `|`."""
    finders = (Finder.of(dict.fromkeys(filter(None, limits.get(name, "").split("|")), "x")) for name in LIMITS)
    finder = Finder.of({"loss": "x", "losses": "x"}, {"x": Limits(*finders)})
    return 'href="glossary:x"' in finder.link(html)


LIMITS = ("excluded", "needed", "unwanted")


@pytest.mark.parametrize(
    ("html", "excluded", "expected"),
    [
        ("<p>The loss of speed is small.</p>", "loss of speed", False),
        ("<p>The loss of speed is small. The loss falls.</p>", "loss of speed", True),
        ("<p>A weight loss.</p>", "weight loss", False),
        ("<p>Losses of speed.</p>", "loss* of speed", False),
        ("<p>A loss\nof speeds.</p>", "loss of speed*", False),
        ("<p>A loss of <em>speed</em>.</p>", "loss of speed", True),
        ("<p>A weightless loss.</p>", "weight loss", True),
    ],
)
def test_a_term_is_not_linked_within_words_that_mean_something_else(html: str, excluded: str, expected: bool) -> None:
    assert linked_within(html, excluded=excluded) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Money.</p><p>The loss is small.</p><p>A model trains.</p>", False),
        ("<p>Models are cheap.</p><p>The <em>loss</em> of a <strong>model</strong>.</p>", True),
        ("<ul><li>The loss.</li><li>A model.</li></ul>", False),
        ("<table><tr><td>The loss</td><td>A model</td></tr></table>", False),
        ("The loss of a model", True),
        ('<p>The loss <a href="https://model.example/">here</a></p>', False),
        ("<p>The loss of a model that costs money</p>", False),
    ],
)
def test_a_term_is_linked_where_its_paragraph_says_what_it_means(html: str, expected: bool) -> None:
    assert linked_within(html, needed="model*", unwanted="money") == expected


ONE_TERM = "- term: prompt\n  definition: Words.\n"


def test_an_author_keeps_words_from_being_linked(minimal: Path, tmp_path: Path) -> None:
    write_site(minimal, {"content/glossary.yaml": ONE_TERM})
    body = minimal / "content/methods/one.md"
    words = "A [prompt *of*](term:) an actor, a prompt, and [this](term:prompt).\n"
    body.write_text(body.read_text(encoding="utf-8") + f"\n{words}", encoding="utf-8")
    page = (publish(minimal, tmp_path / "public") / "en/methods/one.html").read_text(encoding="utf-8")
    assert 'A prompt <em>of</em> an actor, a <a class="term" href="../../en/glossary.html#prompt">prompt</a>' in page
    assert "term:" not in page.partition('<div class="body">')[2].partition("</div>")[0]


def test_a_link_to_no_term_needs_words(minimal: Path) -> None:
    write_site(minimal, {"content/glossary.yaml": ONE_TERM})
    body = minimal / "content/methods/one.md"
    body.write_text(body.read_text(encoding="utf-8") + "\n[](term:)\n", encoding="utf-8")
    assert 'there is no term "" in the glossary' in format_problems(read(minimal)[1])


def test_excluded_words_that_no_text_has_are_reported_at_their_place(minimal: Path) -> None:
    more = "  not: [prompt reply, {}]\n  renderings: {{uk: {{term: запит, not: [запит до бази]}}}}\n"
    write_site(minimal, {"content/glossary.yaml": ONE_TERM + more.format("prompt answer*")})
    body = minimal / "content/methods/one.md"
    body.write_text(body.read_text(encoding="utf-8") + "\nPrompt answers, a prompt reply.\n", encoding="utf-8")
    assert format_problems(read(minimal)[1]) == ""
    write_site(minimal, {"content/glossary.yaml": ONE_TERM + more.format("prompt of a play")})
    assert format_problems(read(minimal)[1]) == (
        'content/glossary.yaml:3:23: warning: no text in "en" has "prompt of a play"\n'
        "  hint: correct it, or remove it from `not`\n"
    )


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("  not: prompt reply\n", '"not" must be a list'),
        ("  with: [a*b]\n", "not a valid wording"),
        ("  without: [a, a]\n", '"a" appears twice in "without"'),
        ("  not: ['']\n", 'an item of "not" is empty'),
    ],
)
def test_mistakes_in_what_a_term_is_not_are_reported(lines: str, problem: str, minimal: Path) -> None:
    write_site(minimal, {"content/glossary.yaml": ONE_TERM + lines})
    assert problem in format_problems(read(minimal)[1])


def test_every_automatic_link_can_be_listed_with_what_stands_around_it(minimal: Path) -> None:
    write_site(minimal, {"content/glossary.yaml": ONE_TERM})
    body = minimal / "content/methods/one.md"
    body.write_text(body.read_text(encoding="utf-8") + "\nA *long*\nprompt, and a prompt.\n", encoding="utf-8")
    (found,) = term_links(must_read(minimal))
    assert (found.path, found.locale, found.term) == ("content/methods/one.md", "en", "prompt")
    assert (found.before[-6:], found.words, found.after) == ("A long", "prompt", ", and a prompt.")
