{# All methods of the index, a line each: terms, ranks, and the row or the item of the list. #}
{% import "tables.html" as tables %}
kaedah.rows([
{% if view.table %}
{% for row in view.table.rows %}
{{ [row.terms, row.ranks, tables.entry_row(row._replace(terms=(), ranks=()), view.table.places)]|script }},
{% endfor %}
{% endif %}
{% for entry, terms in view.items %}
{{ [terms, (), list_item(entry)]|script }},
{% endfor %}
]);
