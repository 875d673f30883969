{# What the search goes through, a line per method: slug, languages, name, other names, people, summary, with tabs between. #}
{% import "parts.html" as parts %}
{% macro lines(what, items) %}
{% if items %}
[{{ parts.found_as(what)|plain|script }}, [
{% for item in items %}
{{ findable(item)|script }},
{% endfor %}
]],
{% endif %}
{% endmacro %}
kaedah.methods([
{% for entry in view.entries %}
{{ searched(entry)|script }},
{% endfor %}
]);
{# The same of what else is found, by what it is: a path in the place of the slug. #}
kaedah.others([
{{ lines("page", view.pages) -}}
{{ lines("comparison", view.comparisons) -}}
{{ lines("term", view.terms) -}}
]);
