"""The Python code of templates, compared with the output of Jinja's own code."""

from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError
from kaedah.documents import State
from kaedah.markup import shown
from kaedah.render.codegen import TemplateCodeGenerator, TemplateEnvironment
from markupsafe import Markup, escape


class Plain(Environment):
    """Jinja's settings with our code."""

    code_generator_class = TemplateCodeGenerator
    shown = staticmethod(shown)


class Translated(TemplateEnvironment):
    """An environment of a language that is made of the messages' own letters; it notes its tables of messages."""

    def __init__(self, translate: Callable[[str], str] = str.upper) -> None:
        super().__init__()
        self.translate = translate
        self.tables: list[tuple[str, ...]] = []
        self.globals["_"] = lambda message, **values: escape(translate(message.format(**values)))

    def message_table(self, messages: tuple[str, ...]) -> tuple[Markup, ...]:
        self.tables.append(messages)
        return tuple(escape(self.translate(message)) for message in messages)


def call(*given: object, **named: object) -> str:
    return f"<{given} {sorted(named.items())}>"


VALUES: dict[str, Any] = {
    "call": call,
    "safe": lambda: Markup("<b>safe</b>"),
    "names": ["Ångström", "<&\"'>"],
    "book": {"title": "A & B", "call": call},
    "number": 7,
    "nothing": None,
}

TEMPLATES = [
    "{{ call() }}{{ call(1) }}{{ call(1, a=2) }}{{ call(*names) }}{{ call(**book) }}{{ call(*names, b=3, **book) }}",
    '{{ call(class="x", for=2) }}',
    "{{ safe() }}{{ names[1] }}{{ number }}{{ nothing }}{{ book.title }}{{ book['title']|upper }}",
    "{% for name in names %}{{ loop.index }}{{ call(name, loop.last) }}{% endfor %}",
    "{% macro cell(text, tag='td') %}<{{ tag }}>{{ text }}{% endmacro %}{{ cell(names[1]) }}{{ cell(1, tag='th') }}",
    "{% macro box() %}[{{ caller('x') }}]{% endmacro %}{% call(part) box() %}{{ part }}{{ call(part) }}{% endcall %}",
    "{% macro outer(call) %}{{ call(2) }}{% endmacro %}{% macro own(n) %}<i>{{ n }}</i>{% endmacro %}{{ outer(own) }}",
    "{% set call = safe %}{{ call() }}",
    "{% autoescape false %}{{ names[1] }}{{ call(names[1]) }}{% endautoescape %}",
    "{% set all %}{{ names[1] }}{% endset %}{{ all }}{{ call(all) }}",
    "{% for part in [[1, [2, 3]], 4] recursive %}{{ loop(part) if part is sequence else part }}{% endfor %}",
    "{% block one %}{{ call('block') }}{% endblock %}{{ self.one() }}",
    "{{ book.title.upper() }}{{ book.items()|list }}{{ book.missing is defined }}{{ book.missing|default('none') }}",
    "{% for item in [book, number] if item.title is defined %}{{ item.title }}{% else %}none{% endfor %}",
    "{% for item in [number] %}{{ item.real.real }}{{ item.no is defined }}{{ item.numerator.imag }}{% endfor %}",
    "{{ range(3)|list }}{{ namespace(a=1).a }}{{ book.call(names[0]) }}",
]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("autoescape", [True, False])
def test_a_template_writes_the_same_as_in_jinja(template: str, autoescape: bool) -> None:
    plain = Environment(autoescape=autoescape, undefined=StrictUndefined).from_string(template).render(VALUES)
    assert Plain(autoescape=autoescape, undefined=StrictUndefined).from_string(template).render(VALUES) == plain


@pytest.mark.parametrize(
    "template", ["{{ unknown() }}", "{{ unknown }}", "{{ book.unknown() }}", "{{ call(unknown.a) }}"]
)
def test_an_undefined_name_is_in_the_error(template: str) -> None:
    with pytest.raises(UndefinedError, match="unknown"):
        Plain(autoescape=True, undefined=StrictUndefined).from_string(template).render(VALUES)


def test_only_markup_is_written_unescaped() -> None:
    class Other(str):
        def __html__(self) -> str:
            return "<i>own</i>"

    markup = Markup("<b>")
    assert shown(markup) is markup
    assert [shown(value) for value in ("<b>", 1, Other("x"))] == ["&lt;b&gt;", "1", "<i>own</i>"]


@pytest.mark.parametrize("value", ["", "a", "<&\"'>", "слово & 方法", 0, -7, 1.5, 1e30, True, None, State.SOURCE])
def test_a_value_is_escaped_as_markup_would_escape_it(value: object) -> None:
    assert shown(value) == str(escape(value))


@pytest.mark.parametrize(
    ("template", "written", "messages"),
    [
        ("{{ _('a & b') }}", "A &amp; B", ("a & b",)),
        ("{{ _('a') }}{{ _('b') }}{{ _('a') }}", "ABA", ("a", "b")),
        ("{% set title = _('a') %}{{ title }}{{ title ~ '<' }}{{ _('b') | lower }}", "AA&lt;b", ("a", "b")),
        ("{% macro one() %}{{ _('<') }}{% endmacro %}{{ one() }}{{ one() }}", "&lt;&lt;", ("<",)),
        ("{% block a %}{{ _('a') }}{% endblock %}{% if _('b') %}{{ _('c') }}{% endif %}", "AC", ("a", "b", "c")),
        ("{% autoescape false %}{{ _('<') }}{% endautoescape %}", "&lt;", ("<",)),
        ("{{ _('x', y=1) }}{{ _('{y}', y='<') }}", "X&lt;", ()),
        ("{% set name = 'a' %}{{ _(name) }}{{ _(*['b']) }}{{ _('c', **{}) }}", "ABC", ()),
    ],
)
def test_constant_messages_are_looked_up_by_index(template: str, written: str, messages: tuple[str, ...]) -> None:
    environment = Translated()
    assert environment.from_string(template).render() == written
    assert [tuple(sorted(table)) for table in environment.tables] == ([messages] if messages else [])


def test_a_template_has_the_same_code_in_every_language() -> None:
    template = "{{ _('ab') }}{{ _('a{x}', x='<') }}{% set x = _('c') %}{{ x }}"
    upper, title = Translated(), Translated(str.title)
    assert upper.compile(template, raw=True) == title.compile(template, raw=True)
    assert [environment.from_string(template).render() for environment in (upper, title)] == ["ABA&lt;C", "AbA&lt;C"]


def test_a_template_for_an_unknown_language_is_an_error() -> None:
    with pytest.raises(NotImplementedError):
        TemplateEnvironment().from_string("{{ _('a') }}")
