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
{# A text with the letters that count as the same made the same: in lower case, Latin and Greek letters without marks. #}
kaedah.letters = (({ unseen, letters, marked, points }) => {
  const every = (pattern, by) => (text) => text.replace(new RegExp(pattern, "g"), by);
  const steps = [every(`[${Object.keys(letters).join("")}]`, (letter) => letters[letter]), every(marked, "$1"), every(points, "")];
  const hide = every(unseen, "");
  return (text) => steps.reduce((so, step) => step(so), hide(text).normalize("NFKD").toLowerCase()).normalize("NFC");
})({{ view.folding|script }});
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
