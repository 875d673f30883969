"""Every rule with its words and its example: the one table that checks, the document and editors go by."""

from generator.check import facts, names, terms, words
from generator.check.rule import Example, Rule

_REFERENCE = 'sources:\n  - authors: ["Hu, Edward J."]\n    year: 2022\n    title: Low-Rank Adaptation\n    '
_PEOPLE = 'sources: [{authors: ["Müller, Anna"], title: A paper, year: 2001}]'
_SENTENCE = (
    "The weights of the large model stay as they are, while two thin matrices beside each of them learn the change "
    "that a task asks for; their product has the shape of the whole, yet it takes only a small share of its memory"
)

RULES: tuple[Rule, ...] = (
    Rule(
        "alias-is-name",
        "error",
        "An alias that is the name of its own method adds nothing.",
        'the alias "{alias}" is the name of the method itself',
        "remove it",
        Example(
            "front matter",
            "name: Prefix tuning\naliases: [prefix tuning]",
            "name: Prefix tuning\naliases: [prefix learning]",
        ),
        names.find_aliases_that_are_the_name,
    ),
    Rule(
        "shared-alias",
        "error",
        "No two methods have the same alias in one language; whoever looks for it finds one.",
        'the alias "{alias}" belongs to "{other}" too',
        "keep it where it is most used, here or in {path}",
        Example("front matter", "aliases: [second way]", "aliases: [first way]"),
        names.find_shared_aliases,
        alone=False,
    ),
    Rule(
        "alias-script",
        "warning",
        "An alias is in the script of its language; abbreviations such as LoRA are at home in every language.",
        'the alias "{alias}" is not in a script of the language {lang}',
        "write it in that language, or name its own as in `{text: …, lang: en}`",
        Example(
            "front matter of uk",
            "aliases: [prompt tuning]",
            "aliases: [налаштування підказок, {text: prompt tuning, lang: en}]",
        ),
        names.find_aliases_in_strange_scripts,
    ),
    Rule(
        "term-rendered-twice",
        "warning",
        "A term has one rendering in a language, wherever it is used.",
        '"{term}" is "{here}" here and "{there}" on line {line}',
        "use one of them, or say why not in a comment `# allow term-rendered-twice: …` above the message",
        Example(
            "catalogue of uk",
            'msgctxt "field"\nmsgid "Year"\nmsgstr "Рік"\n\nmsgctxt "term"\nmsgid "Year"\nmsgstr "Літо"',
            'msgctxt "field"\nmsgid "Year"\nmsgstr "Рік"\n\nmsgctxt "term"\nmsgid "Year"\nmsgstr "Рік"',
        ),
        names.find_terms_with_two_renderings,
        alone=False,
    ),
    Rule(
        "forbidden-rendering",
        "warning",
        "A translation does not use a wording that the glossary forbids; other names of a method may.",
        '"{wording}" stands for "{term}" here',
        'write "{right}"; {reason} ({path}:{line})',
        Example("body of uk", "Це глибинне навчання.", "Це глибоке навчання."),
        terms.find_forbidden_renderings,
    ),
    Rule(
        "forbidden-label",
        "warning",
        "The interface and its labels do not use a wording that the glossary forbids.",
        '"{wording}" stands for "{term}" here',
        'write "{right}"; {reason} ({path}:{line})',
        Example(
            "catalogue of uk",
            'msgctxt "help"\nmsgid "How it learns."\nmsgstr "Різновид глибинного навчання."',
            'msgctxt "help"\nmsgid "How it learns."\nmsgstr "Різновид глибокого навчання."',
        ),
        terms.find_forbidden_labels,
        alone=False,
    ),
    Rule(
        "term-unlike-glossary",
        "warning",
        "A label or a name that is a term of the glossary is rendered as the glossary says.",
        '"{wording}" is not what the glossary has for "{term}"',
        'write "{right}", or add this to its `aliases` in {path}:{line}',
        Example(
            "catalogue of uk",
            'msgctxt "term"\nmsgid "Deep learning"\nmsgstr "Навчання вглиб"',
            'msgctxt "term"\nmsgid "Deep learning"\nmsgstr "Глибоке навчання"',
        ),
        terms.find_terms_unlike_the_glossary,
        alone=False,
    ),
    Rule(
        "term-not-in-glossary",
        "warning",
        "Where there is a glossary, it explains the terms that methods are filed under.",
        'the glossary does not explain "{term}"',
        "add it to {path}: `- term: …` and `  definition: …`",
        Example("front matter", "branch: computer-vision", "branch: deep-learning"),
        terms.find_terms_not_in_the_glossary,
        alone=False,
    ),
    Rule(
        "year-outside-sources",
        "warning",
        f"A method is not younger than its first source, and not more than {facts.YEARS_BEFORE} years older.",
        '"{field}" is {year}, and the first source is of {source}',
        "correct one of them; the year of a method is that of its first publication, a preprint included",
        Example("front matter", "year: 2023\n" + _REFERENCE.rstrip(), "year: 2021\n" + _REFERENCE.rstrip()),
        facts.find_years_outside_sources,
    ),
    Rule(
        "originator-not-author",
        "warning",
        "Whoever introduced a method is an author of one of its sources; accents and case do not count.",
        '"{person}" is no author of the sources',
        'correct the spelling, or add the source that they signed to "sources"',
        Example("front matter", "people: [Anna Miller]\n" + _PEOPLE, "people: [Anna Muller]\n" + _PEOPLE),
        facts.find_originators_not_authors,
    ),
    Rule(
        "mixed-author-style",
        "warning",
        "A reference writes all its authors in one way: given names in full, or initials; the family name first.",
        'the authors are written in two ways, "{one}" and "{other}"',
        'write all of them as "Family, Given", as the publication does',
        Example(
            "front matter",
            'sources: [{authors: ["Kingma, Diederik P.", "Welling, M."], title: A paper}]',
            'sources: [{authors: ["Kingma, Diederik P.", "Welling, Max"], title: A paper}]',
        ),
        facts.find_mixed_author_styles,
    ),
    Rule(
        "surname-is-word",
        "warning",
        "A family name that the text itself has as an ordinary word may be none.",
        '"{family}" is an ordinary word in this text',
        "compare the authors with the publication; where the name is right, say so under `allow`",
        Example(
            "front matter",
            'aliases: [contrastive loss]\nsources: [{authors: ["Pagnoni, Artidoro", "Contrastive, Luke"], title: A}]',
            'aliases: [contrastive loss]\nsources: [{authors: ["Pagnoni, Artidoro", "Zettlemoyer, Luke"], title: A}]',
        ),
        facts.find_surnames_that_are_words,
    ),
    Rule(
        "placeholder-name",
        "warning",
        'Whoever is named is somebody: no "Unknown", "Anonymous", "N/A" or "et al.", in no language of the project.',
        '"{name}" is nobody’s name',
        "name the people as the publication does, or leave out what is not known",
        Example(
            "front matter",
            'sources: [{authors: ["Unknown, A.", "Welling, M."], title: A paper}]',
            'sources: [{authors: ["Kingma, D. P.", "Welling, M."], title: A paper}]',
        ),
        facts.find_placeholder_names,
    ),
    Rule(
        "claim-without-source",
        "warning",
        "A method whose words have figures names the source they are from.",
        '"{figure}" has no source: "{field}" names none',
        "add the publication that says so, or take the figure away",
        Example("body", "It needs 75% less memory.", "It needs less memory."),
        facts.find_claims_without_source,
    ),
    Rule(
        "page-hyphen",
        "warning",
        "A range of pages is written with an en dash. `check --fix` mends it.",
        'the pages "{pages}" have a hyphen for a dash',
        "write `{right}`",
        Example("front matter", _REFERENCE + "pages: 101-110", _REFERENCE + "pages: 101–110"),
        facts.find_hyphens_in_page_ranges,
    ),
    Rule(
        "derivable-id",
        "warning",
        "A DOI or an arXiv id is stated as such; links are made from it. `check --fix` mends it.",
        "this address holds an identifier",
        'write `{key}: "{id}"` instead',
        Example(
            "front matter", _REFERENCE + "url: https://arxiv.org/pdf/2106.09685v2", _REFERENCE + 'arxiv: "2106.09685"'
        ),
        facts.find_derivable_ids,
    ),
    Rule(
        facts.ONE_WAY,
        "warning",
        "Two related methods name each other, so that readers of both find the way.",
        '"{other}" does not name "{slug}"',
        "add {slug} to {path}, or remove {other} here",
        Example("front matter", "related: [three]", "related: [two]"),
        facts.find_one_way_relations,
        alone=False,
    ),
    Rule(
        "straight-apostrophe",
        "warning",
        "A Ukrainian word has the apostrophe ’ (U+2019). `check --fix` mends it.",
        "a straight apostrophe stands within a word",
        "write ’ (U+2019)",
        Example("body of uk", "Методи пов'язані.", "Методи пов’язані."),
        words.find_straight_apostrophes,
    ),
    Rule(
        "ascii-punctuation",
        "warning",
        "Between Han characters signs are full-width. `check --fix` mends it.",
        'the half-width "{sign}" stands between Han characters',
        "write `{right}`",
        Example("body of zh-Hans", "冻结权重,训练矩阵。", "冻结权重，训练矩阵。"),
        words.find_ascii_punctuation,
    ),
    Rule(
        "mixed-letters",
        "warning",
        "A word is in one script; letters of another that look the same break search and speech.",
        '"{word}" mixes Latin and Cyrillic letters: {letters}',
        "type the word again with the keyboard of its language",
        Example("body of uk", "Це мeтод.", "Це метод."),
        words.find_mixed_letters,
    ),
    Rule(
        "repeated-text",
        "warning",
        f"No run of {words.LONG_WORDS} words ({words.LONG_HAN} Han characters) stands twice in one text.",
        "these words stand on line {line} already",
        "remove one of the two",
        Example("body", f"{_SENTENCE}. {_SENTENCE}.", f"{_SENTENCE}."),
        words.find_repeated_text,
    ),
)
BY_ID = {rule.id: rule for rule in RULES}


def rules_document() -> str:
    """`docs/checks.md`: every rule, why it is there, and how it looks wrong and right."""
    parts = [_HEAD]
    for rule in RULES:
        parts.append(f"## {rule.id}\n\n{rule.about} *({rule.level})*\n")
        for title, lines in (("Wrong", rule.example.bad), ("Right", rule.example.good)):
            parts.append(f"{title}, in the {rule.example.where}:\n\n```\n{lines}\n```\n")
    return "\n".join(parts)


_HEAD = """# What `check` looks for

Made from the rules in `generator/check/rules.py`; `KAEDAH_UPDATE=1 pytest tests/test_rules.py` writes it. Besides
these rules every file is read strictly: see [content.md](content.md).

A rule that does not apply is silenced where it stands, with a reason, in the front matter of the file:

```
allow: {one-way-relation: the other page is an overview of the whole family}
```

In a catalogue a comment above the message does the same: `# allow term-rendered-twice: a verb here, a noun there`.
A silence that is not needed is a warning, one for a rule that does not exist an error. `--strict` takes warnings
for errors.
"""
