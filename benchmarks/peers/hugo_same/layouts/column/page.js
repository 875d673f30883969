{{- $slug := .Params.method -}}
{{- $page := index (partialCached "known.html" "").pages $slug -}}
{{- $m := index hugo.Data.methods $slug -}}
{{- $keys := partial "column.html" $page -}}
{{- $cells := slice -}}
{{- range $keys.cells -}}{{- $cells = $cells | append (string .) -}}{{- end -}}
{{- $marks := slice -}}
{{- range $keys.keys -}}{{- $marks = $marks | append (substr (md5 .) 0 12) -}}{{- end -}}
{{- $parts := slice -}}
{{- range $keys.parts -}}{{- $own := slice -}}{{- range . -}}{{- $own = $own | append (substr (md5 .) 0 12) -}}{{- end -}}{{- $parts = $parts | append (jsonify $own) -}}{{- end -}}
{{- $key := lower (index (split $m.citation ",") 0) -}}
{{- $entry := printf ",\n  title = {{%s}},\n  doi = {%s}\n}\n" (replace $m.citation "&" "\\&") $m.doi -}}
{{- $column := dict "slug" $slug "name" $page.Title "head" (string $keys.head) "cells" $cells "marks" $marks "sources" (slice (slice "misc" $key $entry)) -}}
kaedah.column({"parts":[{{ delimit $parts "," }}],{{ substr (jsonify (dict "noHTMLEscape" true) $column) 1 }});
