{{- $stamp := substr (md5 .Title) 0 8 -}}
{{- $text := printf "---\ntranslates: {title: %s}\nreviewed: false\n# Take the # off each key you translate; what is left out is shown in the source language.\n\n# %s\n# title: …\n---\n" $stamp .Title -}}
kaedah.draft({{ jsonify (dict "noHTMLEscape" true) (slice (print "content/comparisons/" .Params.name) $text) }});
