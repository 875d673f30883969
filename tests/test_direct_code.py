"""The Python that templates become, beside what Jinja makes of them."""

from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError
from kaedah.documents import State
from kaedah.markup import shown
from kaedah.render.codegen import DirectCode
from markupsafe import Markup, escape


class Direct(Environment):
    code_generator_class = DirectCode
    shown = staticmethod(shown)


def told(*given: object, **named: object) -> str:
    return f"<{given} {sorted(named.items())}>"


VALUES: dict[str, Any] = {
    "told": told,
    "safe": lambda: Markup("<b>safe</b>"),
    "names": ["Ångström", "<&\"'>"],
    "book": {"title": "A & B", "call": told},
    "number": 7,
    "nothing": None,
}

TEMPLATES = [
    "{{ told() }}{{ told(1) }}{{ told(1, a=2) }}{{ told(*names) }}{{ told(**book) }}{{ told(*names, b=3, **book) }}",
    '{{ told(class="x", for=2) }}',
    "{{ safe() }}{{ names[1] }}{{ number }}{{ nothing }}{{ book.title }}{{ book['title']|upper }}",
    "{% for name in names %}{{ loop.index }}{{ told(name, loop.last) }}{% endfor %}",
    "{% macro cell(text, tag='td') %}<{{ tag }}>{{ text }}{% endmacro %}{{ cell(names[1]) }}{{ cell(1, tag='th') }}",
    "{% macro box() %}[{{ caller('x') }}]{% endmacro %}{% call(part) box() %}{{ part }}{{ told(part) }}{% endcall %}",
    "{% macro outer(call) %}{{ call(2) }}{% endmacro %}{% macro own(n) %}<i>{{ n }}</i>{% endmacro %}{{ outer(own) }}",
    "{% set told = safe %}{{ told() }}",
    "{% autoescape false %}{{ names[1] }}{{ told(names[1]) }}{% endautoescape %}",
    "{% set all %}{{ names[1] }}{% endset %}{{ all }}{{ told(all) }}",
    "{% for part in [[1, [2, 3]], 4] recursive %}{{ loop(part) if part is sequence else part }}{% endfor %}",
    "{% block one %}{{ told('block') }}{% endblock %}{{ self.one() }}",
    "{{ book.title.upper() }}{{ book.items()|list }}{{ book.missing is defined }}{{ book.missing|default('none') }}",
    "{% for item in [book, number] if item.title is defined %}{{ item.title }}{% else %}none{% endfor %}",
    "{% for item in [number] %}{{ item.real.real }}{{ item.no is defined }}{{ item.numerator.imag }}{% endfor %}",
    "{{ range(3)|list }}{{ namespace(a=1).a }}{{ book.call(names[0]) }}",
]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("autoescape", [True, False])
def test_a_template_writes_what_it_writes_in_jinja(template: str, autoescape: bool) -> None:
    plain = Environment(autoescape=autoescape, undefined=StrictUndefined).from_string(template).render(VALUES)
    assert Direct(autoescape=autoescape, undefined=StrictUndefined).from_string(template).render(VALUES) == plain


@pytest.mark.parametrize(
    "template", ["{{ unknown() }}", "{{ unknown }}", "{{ book.unknown() }}", "{{ told(unknown.a) }}"]
)
def test_what_is_not_there_is_told_by_its_name(template: str) -> None:
    with pytest.raises(UndefinedError, match="unknown"):
        Direct(autoescape=True, undefined=StrictUndefined).from_string(template).render(VALUES)


def test_only_markup_is_written_as_it_is() -> None:
    class Other(str):
        def __html__(self) -> str:
            return "<i>own</i>"

    markup = Markup("<b>")
    assert shown(markup) is markup
    assert [shown(value) for value in ("<b>", 1, Other("x"))] == ["&lt;b&gt;", "1", "<i>own</i>"]


@pytest.mark.parametrize("value", ["", "a", "<&\"'>", "слово & 方法", 0, -7, 1.5, 1e30, True, None, State.SOURCE])
def test_a_value_is_escaped_as_markup_would_escape_it(value: object) -> None:
    assert shown(value) == str(escape(value))
