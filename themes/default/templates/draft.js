{# The beginning of a translation, for the page that sends it on its way. #}
kaedah.draft({{ [view.key, view.stem, view.text]|script }});
