{# One method's column for the comparison of any set: the very cells of the static pages, a mark of each one's key, and the sources as BibTeX. #}
{% set entry = view.entry %}
kaedah.column({{ {"slug": entry.slug, "name": words(entry.name), "head": column_head(entry), "cells": column(entry), "marks": view.marks, "parts": view.parts, "year": year_of(entry), "terms": terms_of(entry), "notes": notes(entry), "sources": bibliography(entry, layout.heads)}|script }});
