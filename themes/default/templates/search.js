{# What the search goes through, a line per method: slug, languages, name, other names, people, summary, with tabs between. #}
kaedah.methods([
{% for entry in view.entries %}
{{ searched(entry)|script }},
{% endfor %}
]);
