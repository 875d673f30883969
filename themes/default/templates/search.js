{# What the search goes through, a line per method: slug, name, summary, other names, each with the language it is in. #}
kaedah.methods([
{% for entry in view.entries %}
{{ searched(entry)|script }},
{% endfor %}
]);
