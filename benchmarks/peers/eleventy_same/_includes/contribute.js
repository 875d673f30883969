import { esc, finder, sheet, shell, speaker } from "./lib.js";
import { published } from "./assets.js";

const SLUG = { id: "slug", shape: "words", required: true, pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", longest: 80 };

function attributes(c) {
  const more = ["least", "most", "pattern", "longest"].map((name) => (c[name] ? ` data-${name}="${esc(c[name])}"` : ""));
  return `data-shape="${c.shape}"${more.join("")}${c.required ? " data-required" : ""}`;
}

const required = (s, c) => (c.required ? ` <span class="required">${s.t("required")}</span>` : "");

// One field of the form.
function field(d, s, id, c, label, help = "") {
  const said = `aria-describedby="${id}-help ${id}-fault"`;
  const picker = c.id === "related" ? `<div class="picker">${finder(s, id + "-find", s.t("find"), "../")}</div>` : "";
  let control = `<input id="${id}" autocomplete="off"${c.shape === "integer" ? ' inputmode="numeric"' : s.foreign} ${said}>`;
  if (c.shape === "choice") {
    const options = [...d.terms[c.id]].sort().map((term) => `<option value="${term}">${s.t(`${c.id}_${term}`)}</option>\n`);
    control = `<select id="${id}" ${said}>\n<option value="">${s.t("choose")}</option>\n${options.join("")}</select>`;
  } else if (c.shape === "prose" || c.shape === "lines") {
    control = `<textarea id="${id}" rows="${c.shape === "prose" ? 6 : 3}"${s.foreign} ${said}></textarea>`;
  }
  return `<div class="field" data-name="${c.id}" ${attributes(c)}>
<label for="${id}">${label}${required(s, c)}</label>
<p class="help" id="${id}-help">${help}</p>
${picker}${control}
<p class="fault" id="${id}-fault" hidden></p>
</div>
`;
}

function group(d, s, c) {
  const parts = c.parts.map((part) => field(d, s, `page-${c.id}-0-${part.id}`, part, part.label ?? s.t("key_" + part.id),
    part.shape === "lines" ? s.t("authors_help") : ""));
  return `<fieldset class="group" data-name="${c.id}" ${attributes(c)}>
<legend>${s.t("label_" + c.id)}${required(s, c)}</legend>
<p class="help"></p>
<template id="page-${c.id}-item">
<fieldset class="item">
<legend></legend>
${parts.join("")}<p><button type="button" class="button quiet" data-remove>${s.t("take_away")}</button></p>
</fieldset>
</template>
<p><button type="button" class="button quiet" data-add>${s.t("add_another")}</button></p>
</fieldset>
`;
}

const outlet = (s, id) => `<div class="outlet" id="${id}">
<p>${s.t("send")}</p>
<p><a class="button quiet" href="../${s.code}/contribute.html" download>${s.t("download")}</a></p>
</div>
`;

// The text of a method's file in which all is still to be said.
function beginning(d) {
  const lines = ["---", "# Replace every … and delete the comments. docs/content.md explains each key.", "",
    "# The name as the literature writes it (required).", "name: My method"];
  for (const c of d.form) {
    lines.push("", `# ${c.english}${c.required ? " (required)" : ""}.`);
    if (c.shape === "choice") lines.push(`# One of: ${[...d.terms[c.id]].sort().join(", ")}`);
    const entry = `${c.id}:${c.example.startsWith("\n") ? "" : " "}${c.example}`.split("\n");
    lines.push(...(c.required ? entry : entry.map((line) => `# ${line}`)));
  }
  lines.push("", "# Below the second line --- goes the body, in Markdown: what the method is, and how it works.",
    "# A formula: $W' = W + BA$. A link: [its name](method:its-slug).", "---", "", "## Meaning", "", "…", "", "## Principle", "", "…", "");
  return lines.join("\n");
}

export function contribute(d, { lang, inner }) {
  const s = speaker(d, lang);
  const word = (name, said = s.t("say_" + name)) => `<p data-word="${name}">${said}</p>\n`;
  const fields = d.form.map((c) => (c.shape === "group" ? group(d, s, c)
    : field(d, s, "page-f-" + c.id, c, s.t("label_" + c.id), c.shape === "lines" ? s.t("one_per_line") : "")));
  const run = s.foreign ? `<p>${s.t("run", { command: "build.py translations start my-method " + s.code })}</p>\n` : "";
  const main = `<article class="contribute" data-root="../" data-locale="${s.code}" data-source="en" data-comma="${s.gap ? ", " : "、"}" data-search="../${s.code}/search.js">
<header class="page-head">
<h1>${s.t("contribute")}</h1>
<p class="lead" data-method>${s.t("know_one")}</p>
</header>
<section id="page-translation" aria-labelledby="page-translation-title" hidden>
<h2 id="page-translation-title">${s.t("into", { language: s.raw("own_language") })}</h2>
<p>${s.t("source_above")}</p>
<p><a target="_blank" href="../en/index.html" id="page-original">${s.t("read_original")}</a></p>
<p class="file-name"><code></code></p>
<textarea id="page-translation-text" rows="18" spellcheck="false" aria-labelledby="page-translation-title"></textarea>
${outlet(s, "page-translation-out")}</section>
<p class="notice" id="page-no-draft" hidden>${s.t("no_draft")}</p>
<form id="page-form" autocomplete="off" novalidate data-method hidden>
<h2>${s.t("new_method")}</h2>
<p>${s.t("write_in", { language: s.raw("source_language") })}</p>
<div class="field" data-name="name" data-shape="words" data-required data-longest="400">
<label for="page-name">${s.t("name")} <span class="required">${s.t("required")}</span></label>
<p class="help" id="page-name-help">${s.t("name_help")}</p>
<input id="page-name" autocomplete="off"${s.foreign} aria-describedby="page-name-help page-name-fault">
<p class="fault" id="page-name-fault" hidden></p>
</div>
${field(d, s, "page-slug", SLUG, s.t("file_name"), s.t("slug_help"))}${fields.join("")}<div class="field" data-name="body" data-shape="body" data-longest="30000">
<label for="page-body">${s.t("body")}</label>
<p class="help" id="page-body-help">${s.t("body_help")}</p>
<textarea id="page-body" rows="14"${s.foreign} aria-describedby="page-body-help page-body-fault">## Meaning


## Principle

</textarea>
<p class="fault" id="page-body-fault" hidden></p>
</div>
<section aria-labelledby="page-file-title">
<h2 id="page-file-title">${s.t("the_file")}</h2>
<p class="file-name"><code></code></p>
<textarea id="page-file" rows="16" readonly spellcheck="false"${s.foreign} aria-labelledby="page-file-title"></textarea>
<p role="status" id="page-open-work"></p>
${outlet(s, "page-file-out")}</section>
</form>
<section aria-labelledby="page-by-hand" data-method>
<h2 id="page-by-hand">${s.t("by_hand")}</h2>
<p>${s.t("save_as", { path: "content/methods/my-method.md" })}${s.gap}${s.t("send")}</p>
<pre tabindex="0" lang="en" dir="ltr"><code>${esc(beginning(d))}</code></pre>
${run}</section>
<template id="page-words">
${word("required")}${word("form")}${word("range")}${word("long")}${word("taken")}${word("unknown", s.t("unknown"))}${word("open")}${word("done")}${word("item")}</template>
</article>`;
  const script = sheet("../", "contribute.css") + `<script defer src="../${published("contribute.js")}"></script>\n`;
  return shell(d, { s, inner, title: s.t("contribute"), description: s.t("know_one"), script, main });
}
