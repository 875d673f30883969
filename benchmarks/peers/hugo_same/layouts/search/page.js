{{- /* what the search goes through, a line per method: slug, languages, name, other names, people, summary */ -}}
{{- $known := partialCached "known.html" "" -}}
{{- $code := site.Params.code -}}
{{- $others := slice -}}
{{- range sort hugo.Data.languages "code" -}}{{- if and (ne .code "en") (ne .code $code) -}}{{- $others = $others | append . -}}{{- end -}}{{- end -}}
kaedah.methods([
{{- range $known.order }}
{{ $slug := . -}}
{{- $page := index $known.pages $slug -}}
{{- $m := index hugo.Data.methods $slug -}}
{{- $texts := slice $page.Title -}}{{- $langs := slice $code -}}
{{- if ne $code "en" -}}{{- $texts = $texts | append $m.name -}}{{- $langs = $langs | append "en" -}}{{- end -}}
{{- range $m.aliases -}}{{- $texts = $texts | append . -}}{{- $langs = $langs | append "en" -}}{{- end -}}
{{- $translated := newScratch -}}
{{- range $page.AllTranslations -}}{{- $translated.Set .Language.Lang .Title -}}{{- end -}}
{{- range $others -}}
{{- $langs = $langs | append .code -}}
{{- $texts = $texts | append ($translated.Get .key) -}}
{{- end -}}
{{- range $m.originators -}}{{- $texts = $texts | append . -}}{{- $langs = $langs | append "" -}}{{- end -}}
{{- $langs = $langs | append $code -}}{{- $texts = $texts | append $page.Params.lead -}}
{{ jsonify (dict "noHTMLEscape" true) (delimit (slice $slug (delimit $langs ",") | append $texts) "\t") }},
{{- end }}
]);
