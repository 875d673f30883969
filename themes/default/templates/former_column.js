{# Where the column of a method was: which one it is now. #}
kaedah.column({{ {"slug": view.target, "was": view.slug}|script }});
