"""Every rule reports its bad example and accepts its good one; a suppression needs a rule, a reason and an effect."""

import os
from pathlib import Path

import pytest
from kaedah.check.rule import Rule
from kaedah.check.rules import BY_ID, RULES
from kaedah.check.run import read_checked_site
from kaedah.model import Site
from kaedah.problems import Problem, format_problems
from kaedah.read.documents import DocumentLoader
from kaedah.read.folders import Folders
from kaedah.state.store import BuildState

from tests.conftest import ROOT, read, write_site
from tests.example import EXAMPLE

HEAD = """# What `check` looks for

Generated from `generator/kaedah/check/rules.py` by `KAEDAH_UPDATE=1 pytest tests/test_rules.py`.
Reading the files is strict as well: see [Content files](content.md).

To suppress a rule for one file, give a reason in its front matter:

```
allow: {one-way-relation: the other page is an overview of the whole family}
```

In a catalogue, write a comment above the message: `# allow term-rendered-twice: a verb here, a noun there`.
A suppression that is not needed is a warning. One of an unknown rule is an error. `--strict` treats warnings
as errors.
"""
IDS = [rule.id for rule in RULES]
FIELDS = """\
- {id: branch, kind: term, label: Branch, terms: {deep-learning: Deep learning, computer-vision: Computer vision}}
- {id: year, kind: year, role: origin-year, label: Year}
- {id: people, kind: people, role: origin-people, label: People}
- {id: sources, kind: sources, role: origin-sources, label: Sources}
- {id: aliases, kind: names, label: Aliases}
- {id: related, kind: links, symmetric: true, label: Related}
"""
GLOSSARY = """\
- term: deep learning
  definition: Learning with many layers.
  renderings: {uk: {term: глибоке навчання, forbidden: {глибинн* навчанн*: one rendering is enough}}}
"""
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals={}; plural={};\\n"\n'
UK = PO.format(3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)")
ONE = {
    "front matter": ("content/methods/one.md", "name: One\nrelated: [two]"),
    "body": ("content/methods/one.md", "name: One\nrelated: [two]"),
    "front matter of uk": ("content/methods/one.uk.md", "translates: {name: 00000000}\nname: Один"),
    "body of uk": ("content/methods/one.uk.md", "translates: {name: 00000000}\nname: Один"),
    "body of zh-Hans": ("content/methods/one.zh-Hans.md", "translates: {name: 00000000}\nname: 一"),
}


def rules_document() -> str:
    """`docs/reference/checks.md`: every rule, why it is there, and how it looks wrong and right."""
    parts = [HEAD]
    for rule in RULES:
        parts.append(f"## {rule.id}\n\n{rule.about} *({rule.level})*\n")
        for title, lines in (("Wrong", rule.example.bad), ("Right", rule.example.good)):
            parts.append(f"{title}, in the {rule.example.where}:\n\n```\n{lines}\n```\n")
    return "\n".join(parts)


# The labels of the fields and the glossary in each language, by context.
LABELS = {
    "uk": [
        *zip(("Branch", "Year", "People"), ("Галузь", "Рік", "Люди"), strict=True),
        *zip(("Sources", "Aliases", "Related"), ("Джерела", "Інші назви", "Пов’язані"), strict=True),
        *zip(("Deep learning", "Computer vision"), ("Глибоке навчання", "Комп’ютерний зір"), strict=True),
        ("Learning with many layers.", "Навчання з багатьма шарами."),
    ],
    "zh_Hans": [
        *zip(("Branch", "Year", "People"), ("分支", "年份", "人物"), strict=True),
        *zip(("Sources", "Aliases", "Related"), ("来源", "别名", "相关"), strict=True),
        *zip(("Deep learning", "Computer vision"), ("深度学习", "计算机视觉"), strict=True),
        ("Learning with many layers.", "具有多层的学习。"),
    ],
}


def labels(code: str, header: str, besides: str) -> str:
    """A catalogue of the site's own words, but for those that another one has."""
    found = [header]
    for text, said in LABELS[code]:
        context = "definition" if text.endswith(".") else "term" if " " in text else "field"
        key = f'msgctxt "{context}"\nmsgid "{text}"\n'
        found += [] if key in besides else [f'{key}msgstr "{said}"\n']
    return "\n".join(found)


def written(where: str, lines: str) -> dict[str, str]:
    """The files of a site of three methods that has these lines in one of them."""
    files = example_files(where, lines)
    for code, header in (("uk", UK), ("zh_Hans", PO.format(1, 0))):
        messages = files[f"locales/{code}/LC_MESSAGES/messages.po"]
        files[f"locales/{code}/LC_MESSAGES/site.po"] = labels(code, header, messages)
    return files


def example_files(where: str, lines: str) -> dict[str, str]:
    """The same, without the catalogues of the site's own words."""
    rule = BY_ID["source-without-address"]  # the examples of the others are short
    quiet = "" if lines in rule.example else f"rules: {{{rule.id}: off}}\n"
    files = {
        "content/site.yaml": "title: T\nsource_locale: en\nlocales: [en, uk, zh-Hans]\n" + quiet,
        "content/fields.yaml": FIELDS,
        "content/methods/one.md": "---\nname: One\nrelated: [two]\n---\n",
        "content/methods/two.md": "---\nname: Two\nrelated: [one]\naliases: [second way]\n---\n",
        "content/methods/three.md": "---\nname: Three\n---\n",
        "content/glossary.yaml": GLOSSARY,
        "locales/uk/LC_MESSAGES/messages.po": UK,
        "locales/zh_Hans/LC_MESSAGES/messages.po": PO.format(1, 0),
    }
    if where.startswith("catalogue"):
        return files | {"locales/uk/LC_MESSAGES/messages.po": f"{UK}\n{lines}\n"}
    path, front = ONE[where]
    if where.startswith("front"):
        stated = {line.split(":")[0] for line in lines.splitlines()}
        front = "\n".join([line for line in front.splitlines() if line.split(":")[0] not in stated] + [lines])
        return files | {path: f"---\n{front}\n---\n"}
    return files | {path: f"---\n{front}\n---\n\n{lines}\n"}


def judge(base: Path, where: str, lines: str) -> tuple[Site | None, list[Problem]]:
    return read(write_site(base, written(where, lines)))


def reported(base: Path, where: str, lines: str) -> str:
    return format_problems(judge(base, where, lines)[1])


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_only_its_own_rule_reports_a_bad_example(rule: Rule, tmp_path: Path) -> None:
    site, problems = judge(tmp_path, rule.example.where, rule.example.bad)
    assert problems != []
    assert {problem.message for problem in problems} == {f"{rule.message} [{rule.id}]"}
    assert {problem.level for problem in problems} == {rule.level}
    assert (site is None) == (rule.level == "error")
    assert "{" not in problems[0].text


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_no_rule_reports_a_good_example(rule: Rule, tmp_path: Path) -> None:
    assert reported(tmp_path, rule.example.where, rule.example.good) == ""


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_is_suppressed_with_a_reason(rule: Rule, tmp_path: Path) -> None:
    files = written(rule.example.where, rule.example.bad)
    for problem in judge(tmp_path, rule.example.where, rule.example.bad)[1]:
        text = files[problem.path]
        if problem.path.endswith(".md"):
            files[problem.path] = text.replace("---\n", f"---\nallow: {{{rule.id}: it is right here}}\n", 1)
        else:
            head, entry = text.rsplit("\n\n", 1)
            files[problem.path] = f"{head}\n\n# allow {rule.id}: it is right here\n{entry}"
    assert format_problems(read(write_site(tmp_path, files))[1]) == ""


def test_a_term_translated_twice_is_suppressed_at_either_message(tmp_path: Path) -> None:
    """An editor may have sorted the messages since the comment was written."""
    one, _, other = BY_ID["term-rendered-twice"].example.bad.partition("\n\n")
    comment = "# allow term-rendered-twice: a season there\n"
    for lines in (f"{comment}{one}\n\n{other}", f"{one}\n\n{comment}{other}"):
        assert reported(tmp_path, "catalogue of uk", lines) == ""


def test_a_suppressed_term_is_suppressed_in_the_next_method_too(tmp_path: Path) -> None:
    files = written("front matter", "branch: computer-vision")
    assert "one.md:4:9: warning" in format_problems(read(write_site(tmp_path, files))[1])
    words = "---\nname: Three\nbranch: computer-vision\nallow: {term-not-in-glossary: everybody knows it}\n---\n"
    assert format_problems(read(write_site(tmp_path, files | {"content/methods/three.md": words}))[1]) == ""


def test_a_field_of_which_the_glossary_has_no_term_is_not_compared_with_it(tmp_path: Path) -> None:
    files = written("front matter", "branch: computer-vision")
    glossary = files["content/glossary.yaml"].replace("deep learning", "shallow learning")
    assert glossary != files["content/glossary.yaml"]
    found = read(write_site(tmp_path, files | {"content/glossary.yaml": glossary}))[1]
    assert "does not define" not in format_problems(found)


def test_a_suppression_in_a_catalogue_names_a_rule_and_a_reason(tmp_path: Path) -> None:
    entry = 'msgctxt "field"\nmsgid "Year"\nmsgstr "Рік"'
    found = reported(tmp_path, "catalogue of uk", f"# allow term-rendered-twice:\n{entry}")
    assert 'messages.po:8:1: error: the suppression of "term-rendered-twice" gives no reason' in found
    found = reported(tmp_path, "catalogue of uk", f"# allow page_hyphen: so\n{entry}")
    assert 'error: there is no rule "page_hyphen" to suppress\n  hint: did you mean "page-hyphen"?' in found


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_an_unused_suppression_is_reported_at_its_location(rule: Rule, tmp_path: Path) -> None:
    where, good = rule.example.where, rule.example.good
    files = written(where, good)
    if where.startswith("catalogue"):
        path = "locales/uk/LC_MESSAGES/messages.po"
        files[path] = files[path].replace(good, f"# allow {rule.id}: it was so\n{good}")
    else:
        path = ONE[where][0]
        files[path] = files[path].replace("---\n", f"---\nallow: {{{rule.id}: it was so}}\n", 1)
    problems = read(write_site(tmp_path, files))[1]
    assert [(problem.path, problem.level, problem.text) for problem in problems] == [
        (path, "warning", f'the rule "{rule.id}" finds nothing to suppress here')
    ]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_cached_results_are_checked_again_when_their_inputs_change(rule: Rule, tmp_path: Path) -> None:
    expected: dict[str, str] = {}
    for lines in (rule.example.good, rule.example.bad, rule.example.bad, rule.example.good):
        site = write_site(tmp_path / "site", written(rule.example.where, lines))
        folders = Folders(site / "content", site / "locales", ROOT / "themes")
        if lines not in expected:
            expected[lines] = format_problems(read_checked_site(folders)[1])
        state = BuildState.open(tmp_path / "state", "salt")
        with state.transaction():
            problems = read_checked_site(folders, loader=DocumentLoader(state))[1]
        state.close()
        assert format_problems(problems) == expected[lines]
        assert (problems == []) == (lines is rule.example.good)


def test_rule_ids_are_unique_slugs() -> None:
    assert len(set(IDS)) == len(IDS)
    assert all(name.replace("-", "").isalpha() and name.islower() for name in IDS)


def test_the_rules_document_is_up_to_date() -> None:
    path = ROOT / "docs/reference/checks.md"
    if os.environ.get("KAEDAH_UPDATE") == "1":
        path.write_text(rules_document(), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == rules_document()


def test_the_example_breaks_no_rule() -> None:
    assert format_problems(read(EXAMPLE)[1]) == ""


# Silences


def test_a_suppression_without_effect_is_reported(tmp_path: Path) -> None:
    assert reported(tmp_path, "front matter", "allow:\n  page-hyphen: it was so") == (
        'content/methods/one.md:5:16: warning: the rule "page-hyphen" finds nothing to suppress here\n'
        "  hint: remove the suppression\n"
    )


def test_a_suppression_of_an_unknown_rule_is_an_error_with_a_suggestion(tmp_path: Path) -> None:
    site, problems = judge(tmp_path, "front matter", "allow: {page-hypen: it is so}")
    assert site is None
    assert format_problems(problems).startswith(
        'content/methods/one.md:4:21: error: there is no rule "page-hypen" to suppress\n'
        '  hint: did you mean "page-hyphen"? known: alias-is-name, '
    )


@pytest.mark.parametrize("reason", ["", '""', "…", "[a]"])
def test_a_suppression_without_a_reason_is_an_error(reason: str, tmp_path: Path) -> None:
    site, problems = judge(tmp_path, "front matter", f"allow:\n  page-hyphen: {reason}")
    assert site is None
    assert (
        'error: the suppression of "page-hyphen" gives no reason\n  hint: explain why it does not'
        in format_problems(problems)
    )


def test_a_suppression_that_is_not_a_mapping_is_an_error(tmp_path: Path) -> None:
    assert "error: expected keys with values here, found a list" in reported(
        tmp_path, "front matter", "allow: [page-hyphen]"
    )


# What each rule takes for wrong, at its edges


def test_a_rule_reports_the_location_of_the_value(tmp_path: Path) -> None:
    lines = 'sources:\n  - {title: A paper, year: 2001, pages: "1-2"}\n  - title: B paper\n    pages: 3--4'
    assert reported(tmp_path, "front matter", lines) == (
        'content/methods/one.md:5:41: warning: the page range "1-2" has a hyphen instead of an en dash [page-hyphen]\n'
        "  hint: write `1–2`\n"
        'content/methods/one.md:7:12: warning: the page range "3--4" has a hyphen instead of an en dash [page-hyphen]\n'
        "  hint: write `3–4`\n"
    )


def test_punctuation_in_a_body_is_reported_at_its_line_and_column(tmp_path: Path) -> None:
    assert reported(tmp_path, "body of uk", "Перший рядок.\n\nТут пов'язані.").startswith(
        "content/methods/one.uk.md:8:8: "
    )


def test_punctuation_in_front_matter_is_reported_at_its_line_and_column(tmp_path: Path) -> None:
    assert reported(tmp_path, "front matter of uk", "aliases: [добре, зв'язок]").startswith(
        "content/methods/one.uk.md:4:20: "
    )


@pytest.mark.parametrize(
    "body", ["`пов'язані`", "```\nпов'язані\n```", "$пов'язані$", "$$\nпов'язані\n$$", "[тут](https://a.org/пов'язані)"]
)
def test_code_formulas_and_addresses_are_not_checked(body: str, tmp_path: Path) -> None:
    assert "straight-apostrophe" not in reported(tmp_path, "body of uk", body)


@pytest.mark.parametrize("words", ["LoRA，低秩", "公式 3.5 和 7:3", "权重, 矩阵", "GPT(2018)"])
def test_ascii_punctuation_beside_latin_letters_is_accepted(words: str, tmp_path: Path) -> None:
    assert reported(tmp_path, "body of zh-Hans", words) == ""


@pytest.mark.parametrize("alias", ["LoRA", "QLoRA", "PEFT", "β", "α-метод", "BERT-подібний"])
def test_an_abbreviation_is_accepted_in_every_language(alias: str, tmp_path: Path) -> None:
    assert reported(tmp_path, "front matter of uk", f"aliases: [{alias}]") == ""


@pytest.mark.parametrize(
    ("alias", "lang"), [("метод", "en"), ("方法", "ko-x"), ("method", "zh-Hans"), ("method", "ko")]
)
def test_an_alias_in_another_script_is_reported(alias: str, lang: str, tmp_path: Path) -> None:
    printed = reported(tmp_path, "front matter", f"aliases: [{{text: {alias}, lang: {lang}}}]")
    assert ("[alias-script]" in printed) == (lang != "ko-x")


def test_the_same_alias_in_two_languages_is_accepted(tmp_path: Path) -> None:
    assert reported(tmp_path, "front matter", "aliases: [{text: second way, lang: ms}]") == ""


@pytest.mark.parametrize(("year", "right"), [(2018, False), (2019, True), (2022, True), (2023, False)])
def test_a_preprint_may_be_three_years_older_than_its_publication(year: int, right: bool, tmp_path: Path) -> None:
    lines = f"year: {year}\nsources: [{{title: A, year: 2022}}, {{title: B, year: 1990}}]"
    assert (reported(tmp_path, "front matter", lines) == "") == right


@pytest.mark.parametrize(
    ("person", "author", "right"),
    [
        ("Łukasz Kaiser", "Kaiser, Lukasz", True),
        ("Brunó Àlvarez-Díaz", "Alvarez Diaz, B.", True),
        ("Quentin de Laroussilhe", "de Laroussilhe, Quentin", True),
        ("李明", "李明", True),
        ("Anna Lee", "Leeds, Anna", False),
    ],
)
def test_people_are_matched_by_family_name(person: str, author: str, right: bool, tmp_path: Path) -> None:
    lines = f'people: [{person}]\nsources: [{{title: A, authors: ["{author}"]}}]'
    assert (reported(tmp_path, "front matter", lines) == "") == right


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://doi.org/10.1145/1150402.1150464", "doi"),
        ("http://dx.doi.org/10.1145/1150402.1150464", "doi"),
        ("https://dl.acm.org/doi/10.1145/1150402.1150464", "doi"),
        ("https://arxiv.org/abs/2106.09685", "arxiv"),
        ("https://arxiv.org/pdf/2106.09685v2.pdf", "arxiv"),
        ("https://arxiv.org/list/cs.LG/recent", ""),
        ("https://proceedings.mlr.press/v97/houlsby19a.html", ""),
    ],
)
def test_an_identifier_is_suggested_from_the_address(url: str, key: str, tmp_path: Path) -> None:
    printed = reported(tmp_path, "front matter", f"sources: [{{title: A, url: '{url}'}}]")
    assert ("hint: write `" + key + ': "') in printed if key else printed == ""


def test_an_address_beside_its_identifier_is_accepted(tmp_path: Path) -> None:
    lines = "sources: [{title: A, arxiv: '2106.09685', url: 'https://arxiv.org/abs/2106.09685'}]"
    assert reported(tmp_path, "front matter", lines) == ""


@pytest.mark.parametrize(
    ("word", "letters"), [("мeтод", '"e"'), ("mеthod", '"е"'), ("GPTшний", ""), ("LoRA-метод", "")]
)
def test_only_lookalike_letters_are_reported(word: str, letters: str, tmp_path: Path) -> None:
    printed = reported(tmp_path, "body of uk", f"Це {word} тут.")
    assert (f"mixes letters of two scripts: {letters} [" in printed) == bool(letters)
    assert (printed == "") == (not letters)


def test_a_repeated_long_paragraph_of_han_characters_is_reported(tmp_path: Path) -> None:
    long = "".join(chr(0x4E00 + 7 * number) for number in range(84))
    assert "is already on line 6" in reported(tmp_path, "body of zh-Hans", f"{long}。\n\n别的。\n\n{long}。")
    assert reported(tmp_path, "body of zh-Hans", f"{long[:70]}。\n\n别的。\n\n{long[:70]}。") == ""


@pytest.mark.parametrize(
    "between", ["\n\n", " ", ">", "。>", "\n\nSomething else.\n\n", "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"]
)
def test_text_pasted_twice_is_reported_however_it_is_joined(between: str, tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(45)]
    half = " ".join(words[:20]) + "\n\n" + " ".join(words[20:])
    printed = reported(tmp_path, "body", f"Before.\n\n{half}{between}{half}\n\nAfter.")
    assert printed.count("[repeated-text]") == 1
    assert "this text is already on line 8" in printed
    assert reported(tmp_path, "body", f"Before.\n\n{half}{between}After.") == ""


def test_a_paragraph_pasted_three_times_is_reported_twice(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(45))
    printed = reported(tmp_path, "body", f"{words}\n\n{words}\n\n{words}")
    assert [line.split(":")[1] for line in printed.splitlines() if "hint" not in line] == ["8", "10"]


def test_repeated_code_and_formulas_are_accepted(tmp_path: Path) -> None:
    code = "```\n" + "\n".join(f"line {number} of code" for number in range(30)) + "\n```"
    assert reported(tmp_path, "body", f"{code}\n\nThen:\n\n{code}") == ""


@pytest.mark.parametrize("count", [39, 40])
def test_forty_words_are_a_long_paragraph(count: int, tmp_path: Path) -> None:
    words = " ".join(f"w{number}ord" for number in range(count))
    assert ("repeated-text" in reported(tmp_path, "body", f"{words} one {words} two")) == (count == 40)


# Every fault that the pages which inspired this site were found to have, and what tells it: a rule, or a broken site

FAULTS = {
    "a term of a vocabulary without a label": "fields-with-term-without-label",
    "a label that is not translated": "catalogue-with-untranslated-messages",
    "a term that the glossary does not have": "term-not-in-glossary",
    "two renderings of one term in a catalogue": "term-rendered-twice",
    "a rendering unlike the glossary's": "term-unlike-glossary",
    "a rendering that the glossary forbids": "forbidden-rendering",
    "the same in the interface": "forbidden-label",
    "an alias that is the method's own name": "alias-is-name",
    "an alias twice, but for its case": "alias-twice",
    "an alias of two methods": "shared-alias",
    "a name of two methods": "shared-name",
    "an alias in a script its language does not use": "alias-script",
    "a year outside the sources": "year-outside-sources",
    "an originator who is no author": "originator-not-author",
    "a surname that is a common noun": "surname-is-word",
    "et al. for people": "person-et-al",
    "a word for nobody as a surname": "placeholder-name",
    "authors written in two styles": "mixed-author-style",
    "a hyphen in a range of pages": "page-hyphen",
    "a link for an identifier": "derivable-id",
    "a version in an identifier": "arxiv-with-version",
    "a figure without a source": "claim-without-source",
    "a straight apostrophe in Ukrainian": "straight-apostrophe",
    "half-width signs in Chinese": "ascii-punctuation",
    "Latin letters in Cyrillic words": "mixed-letters",
    "a text pasted twice": "repeated-text",
    "a relation that is not returned": "one-way-relation",
    "a relation to oneself": "related-to-itself",
    "a source that cannot be opened": "source-without-address",
    "Markdown in plain text": "markup-in-text",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_listed_fault_is_reported_by_a_rule_or_the_reader(fault: str) -> None:
    assert (FAULTS[fault] in IDS) != (ROOT / "tests/sites/broken" / FAULTS[fault] / "expected.txt").is_file()


def test_every_rule_covers_a_listed_fault() -> None:
    assert set(IDS) <= set(FAULTS.values())


@pytest.mark.parametrize(
    ("authors", "right"),
    [
        ('["Kingma, D. P.", "Welling, M."]', True),
        ('["Rebuffi, S.-A.", "Bilen, H."]', True),
        ('["de Laroussilhe, Quentin", "Gelly, Sylvain"]', True),
        ('["Li, Wei", "Hu, Edward J."]', True),
        ('["Li, W", "Hu, EJ"]', True),
        ('["OpenAI", "Hu, Edward J."]', True),
        ('["Devlin, J.", "Chang, Ming-Wei"]', False),
        ('["Jacob Devlin", "Chang, Ming-Wei"]', False),
    ],
)
def test_author_names_of_a_reference_use_one_style(authors: str, right: bool, tmp_path: Path) -> None:
    assert (
        "mixed-author-style" in reported(tmp_path, "front matter", f"sources: [{{title: A, authors: {authors}}}]")
    ) != right


@pytest.mark.parametrize(
    ("words", "right"), [("75%", False), ("10,000 times", False), ("3×", False), ("in 2019", True)]
)
def test_a_figure_without_a_source_is_reported(words: str, right: bool, tmp_path: Path) -> None:
    assert ("claim-without-source" in reported(tmp_path, "body", f"It is {words} so.")) != right


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        ("people: [Unknown]", False),
        ("people: [Anna Unknown]", False),
        ("people: [N/A]", False),
        ("people: [Анонім]", False),
        ("people: [佚名]", False),
        ("people: [Anna Nown, Unknow Tan, Max Todorov]", True),
        ('sources: [{title: A, authors: ["Hu, Unknown"]}]', False),
        ('sources: [{title: A, authors: ["Anonymous"]}]', False),
        ('sources: [{title: A, authors: ["OpenAI"]}]', True),
    ],
)
def test_a_placeholder_is_not_a_name(lines: str, right: bool, tmp_path: Path) -> None:
    assert ("[placeholder-name]" in reported(tmp_path, "front matter", lines)) != right
