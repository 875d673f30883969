import { cells, columnHead, keys, marked, rowFilter, rowHead, sharedWords, verdicts } from "./columns.js";
import { contribute } from "./contribute.js";
import { ROWS, TITLE, curated, esc, finder, known, once, print, sheet, shell, speaker, waited } from "./lib.js";
import { published } from "./assets.js";
import { linesOf, spot } from "./pictures.js";

const makers = { column, set, catalogue, sets, timeline, coverage, contribute, search, states, chooser, notFound, draft, map, maps };

export function render(d) {
  return makers[d.item.kind](d, d.item);
}

function column(d, { lang, slug }) {
  const s = speaker(d, lang), m = d.methods[slug], { by } = known(d, lang), own = keys(d, slug);
  const entry = `,\n  title = {{${m.citation.replaceAll("&", "\\&")}}},\n  doi = {${m.doi}}\n}\n`;
  return `kaedah.column(${JSON.stringify({
    cells: cells(d, lang, slug), head: columnHead(s, slug, by[slug].data.title), marks: own.keys.map((key) => print(key)),
    name: by[slug].data.title, parts: own.parts.map((parts) => parts.map((part) => print(part))), slug,
    sources: [["misc", m.citation.split(",")[0].toLowerCase(), entry]],
  })});\n`;
}

function exportMenu(s) {
  const formats = ["CSV", "Markdown", "LaTeX", "JSON", "BibTeX"].map((name) => `<li><button type="button" translate="no">${name}</button></li>\n`);
  return `<details class="export" hidden data-script="../../${published("export.js")}" data-columns="../../${s.code}/data/">
<summary>${s.t("export")}</summary>
<ul hidden>
${formats.join("")}</ul>
</details>
`;
}

function set(d, { lang, inner, set: { name, title, members } }) {
  const s = speaker(d, lang), { by } = known(d, lang), { byMembers } = curated(d);
  const rows = verdicts(d, members), differing = rows.filter((row) => row.verdict === "differs").length;
  const names = s.listing(members.map((slug) => by[slug].data.title));
  const caption = s.t("caption", { count: differing, names, total: ROWS.length });
  const heads = members.map((slug) => {
    const rest = members.filter((other) => other !== slug), own = byMembers.get([...rest].sort().join());
    const way = rest.length === 1 ? `methods/${rest[0]}.html` : own ? `compare/${own}.html` : `compare/index.html#${rest.join()}`;
    return `${columnHead(s, slug, by[slug].data.title)}
 <a class="remove" href="../../${s.code}/${way}" aria-label="${s.t("remove", { name: by[slug].data.title })}"><span aria-hidden="true">×</span></a></th>\n`;
  });
  const columns = members.map((slug) => cells(d, lang, slug));
  const body = rows.map((row, i) => rowHead(s, row.field, row.verdict)
    + columns.map((column) => (row.shared.length ? marked(s, column[i], row.shared) : column[i])).join("") + "</tr>\n");
  const notice = s.code === "en" ? "" : `<div class="notice" role="note">
<p>${s.t("not_translated", { language: s.raw("source_language"), parts: s.raw("part_title") })}</p>
<p><a href="../../${s.code}/contribute.html#translate=comparisons/${name}">${s.t("translate")}</a></p>
</div>
`;
  const shares = rows.some((row) => row.shared.length) ? s.gap + s.t("legend_shared", { mark: "=" }) : "";
  const main = `<article class="compare">
<header class="page-head">
<h1>${s.foreign ? `<span lang="en">${esc(title)}</span>` : esc(title)}</h1>
<p class="original">${esc(names)}</p>
${notice}</header>
<p class="legend" id="page-legend">${s.t("legend", { mark: "≠" })}${shares}</p>
<div class="controls">
${rowFilter(s, differing, ROWS.length - differing)}<div class="picker" data-set="../../${s.code}/compare/index.html#${members.join()}">${once("add " + lang, () => finder(s, "page-add", s.t("add"), "../../"))}</div>
<p class="any-set"><a href="../../${s.code}/compare/index.html#${members.join()}">${s.t("reorder")}</a></p>
<button type="button" class="list-switch" aria-pressed="false" hidden>${s.t("as_list")}</button>
${once("export " + lang, () => exportMenu(s))}</div>
<p class="no-rows">${s.t("no_rows")}</p>
<div class="table-box" role="region" tabindex="0" aria-labelledby="page-caption">
<table class="comparison" data-columns="${members.length}" aria-describedby="page-legend">
<caption id="page-caption">${caption}</caption>
<thead>
<tr>
<th scope="col" class="corner">${s.t("attribute")}</th>
${heads.join("")}</tr>
</thead>
<tbody>
${body.join("")}</tbody>
</table>
</div>
<details class="rows-explained">
<summary>${s.t("rows_mean")}</summary>
<dl>
</dl>
</details>
</article>`;
  return shell(d, { s, inner, title: s.t("comparison_of", { names }), description: caption, script: waited("../../", "compare.js"), main });
}

const pageOf = (s, number, pages) => (number > 1 ? ` · ${s.t("page_of", { page: s.number(number), pages: s.number(pages) })}` : "");

// The ways to the pages before and after one of a long list.
function turn(s, root, number, pages, path) {
  if (pages < 2) return "";
  const before = number > 1 ? `<a rel="prev" href="${root}${s.code}/${path(number - 1)}">${s.t("before")}</a>\n` : "";
  const after = number < pages ? `<a rel="next" href="${root}${s.code}/${path(number + 1)}">${s.t("after")}</a>\n` : "";
  return `<nav class="turner" aria-label="${s.t("list_pages")}">
${before}<span>${s.t("page_of", { page: s.number(number), pages: s.number(pages) })}</span>
${after}</nav>
`;
}

function choiceName(s, field, term) {
  return field === "year" ? s.raw("decade", { decade: term.slice(0, -1) }) : s.raw(`${field}_${term}`);
}

// The filters: by field, the terms in the language's order, decades in that of time.
function choices(d, s) {
  return once("choices " + s.key, () => {
    const compare = new Intl.Collator(s.code).compare;
    return ["field", "family", "year", "type"].map((field) => {
      const own = d.pages.choices.filter((item) => item.field === field).map((item) => ({ ...item, text: choiceName(s, field, item.term) }));
      own.sort(field === "year" ? (a, b) => (a.term < b.term ? -1 : 1) : (a, b) => compare(a.text, b.text));
      return { field, own };
    });
  });
}

function catalogue(d, { lang, inner, field, term, number, count }) {
  const s = speaker(d, lang), { by, order } = known(d, lang), root = "../".repeat(inner.split("/").length);
  const title = field ? s.raw("labelled", { label: s.raw("label_" + field), text: choiceName(s, field, term) }) : s.raw("methods");
  const termOf = (item) => (field === "year" ? Math.floor(d.methods[item.data.method].year / 10) + "0s" : d.methods[item.data.method][field]);
  const items = field ? order.filter((item) => termOf(item) === term) : order;
  const filters = choices(d, s).map(({ field: own, own: list }, i) => `<div><span id="page-filter-${i + 1}">${s.t("label_" + own)}</span>
<ul aria-labelledby="page-filter-${i + 1}">${list.map((item) => `<li><a href="${root}${s.code}/${item.path}"${own === field && item.term === term ? ' aria-current="true"' : ""}>${esc(item.text)}<span class="tally"> ${s.number(item.count)}</span></a></li>`).join("")}</ul></div>
`);
  const first = d.sets.slice(0, 12).map((one) => `<li><a href="${root}${s.code}/compare/${one.name}.html"${s.foreign}>${esc(one.title)}</a></li>\n`);
  const all = d.sets.length > 12 ? `<p><a href="${root}${s.code}/compare/index.html">${s.t("all_comparisons")}</a></p>\n` : "";
  const sets = field || number > 1 ? "" : `<section class="sets" aria-labelledby="page-sets">
<h2 id="page-sets">${s.t("comparisons")}</h2>
<ul class="cards">
${first.join("")}</ul>
${all}</section>
`;
  const groups = new Map();
  for (const item of items.slice((number - 1) * 400, number * 400)) {
    if (!groups.has(item.data.letter)) groups.set(item.data.letter, []);
    groups.get(item.data.letter).push(item);
  }
  const letters = [...groups.keys()].map((letter, i) => `<li><a href="#page-letter-${i + 1}">${esc(letter)}</a></li>\n`);
  const entry = (item) => once(`entry ${lang} ${item.data.method} ${root}`, () => {
    const { method: slug, title: name, lead } = item.data, source = d.methods[slug].name;
    return `<div class="item" data-method="${slug}">
<dt><a href="${root}${s.code}/methods/${slug}.html">${esc(name)}</a>${source === name ? "" : ` <span class="original" lang="en">${esc(source)}</span>`}</dt>
<dd>${esc(lead)} </dd>
</div>
`;
  });
  const sections = [...groups].map(([letter, own], i) => `<section class="letter" aria-labelledby="page-letter-${i + 1}">
<h2 id="page-letter-${i + 1}">${esc(letter)}</h2>
<dl>
${own.map(entry).join("")}</dl>
</section>
`);
  const stem = field ? `by/${field}/${term}` : "all", pages = Math.ceil(count / 400);
  const path = (n) => (n > 1 ? `${stem}/${n}.html` : field ? stem + ".html" : "index.html");
  const whole = items.length < count ? ` · <a href="${root}${s.code}/translations.html">${s.t("whole", { count: items.length })}</a>` : "";
  const main = `<div class="catalogue">
<header class="page-head">
<h1>${esc(title)}</h1>
${field ? `<p><a href="${root}${s.code}/index.html">${s.t("all_methods")}</a></p>` : `<p class="lead">${s.t("about")}</p>`}
<p class="count">${s.t("method_count", { count })}${whole} · <a href="${root}${s.code}/timeline/index.html">${s.t("timeline")}</a></p>
</header>
<nav class="filters" aria-label="${s.t("filters")}">
${filters.join("")}</nav>
${sets}<section class="names-index" aria-label="${esc(title)}">
${groups.size > 6 ? `<nav class="letters" aria-label="${s.t("letters")}"><ul>\n${letters.join("")}</ul></nav>\n` : ""}${sections.join("")}</section>
${turn(s, root, number, pages, path)}</div>`;
  return shell(d, { s, inner, title: esc(title) + pageOf(s, number, pages), script: sheet(root, "lists.css"), main });
}

function anySet(s) {
  const heads = ROWS.flatMap((row) => ["same", "differs", "incomplete", ""].map((verdict) => rowHead(s, row, verdict) + "</tr>\n"));
  const word = (name, said) => `<p data-word="${name}">${said}</p>\n`;
  const counted = Array.from({ length: ROWS.length + 1 }, (_, count) => word("number", count) + word("shown", s.t("rows_shown", { count }))
    + word("caption", s.t("caption", { count, total: ROWS.length })) + word("incomplete", s.t("incomplete_rows", { count })));
  return `<noscript><p class="notice">${s.t("no_script")}</p></noscript>
<template id="page-any">
<section class="compare" aria-labelledby="page-any-title">
<h2 id="page-any-title">${s.t("compare_any")}</h2>
<div class="picker">${finder(s, "page-add", s.t("add"), "../../")}</div>
<p id="page-hint" class="count">${s.t("choose_two")}</p>
<div id="page-shown" hidden>
<p class="legend" id="page-legend"></p>
<div class="controls">
${rowFilter(s, 0, ROWS.length)}<button type="button" class="list-switch" aria-pressed="false" hidden>${s.t("as_list")}</button>
${exportMenu(s)}</div>
<p class="no-rows">${s.t("no_rows")}</p>
<div class="table-box" role="region" tabindex="0" aria-labelledby="page-caption">
<table class="comparison" aria-describedby="page-legend">
<caption id="page-caption"></caption>
<thead><tr><th scope="col" class="corner">${s.t("attribute")}</th></tr></thead>
<tbody></tbody>
</table>
</div>
</div>
</section>
</template>
<template id="page-rows">
${heads.join("")}</template>
<template id="page-words">
${word("title", s.t("comparison_of"))}${word("remove", s.t("remove"))}${word("earlier", s.t("earlier"))}${word("later", s.t("later"))}${word("unknown", s.t("unknown"))}${word("hint", s.t("choose_two"))}${word("marked", s.t("legend", { mark: "≠" }))}${word("common", s.t("legend_shared", { mark: "=" }))}${word("wide", s.t("sideways"))}${word("shared", sharedWords(s))}${word("two", s.listing(["{0}", "{1}"]))}${word("many", s.listing(["{0}", "{1}", "{2}", "{3}"]))}${counted.join("")}</template>
`;
}

function sets(d, { lang, inner, number, pages }) {
  const s = speaker(d, lang), { by } = known(d, lang);
  const rows = d.sets.slice((number - 1) * 400, number * 400).map((one) => `<li><a href="../../${s.code}/compare/${one.name}.html"${s.foreign}>${esc(one.title)}</a>
<p class="members">${one.members.map((slug) => `<span>${esc(by[slug].data.title)}</span>`).join(" · ")}</p></li>
`);
  const path = (n) => (n > 1 ? `comparisons/${n}.html` : "compare/index.html");
  const main = `<header class="page-head">
<h1>${s.t("comparisons")}</h1>
<p class="lead">${s.t("sets_lead")}</p>
</header>
${number === 1 ? anySet(s) : ""}<ul class="set-list">
${rows.join("")}</ul>
${turn(s, "../../", number, pages, path)}`;
  const script = sheet("../../", "lists.css") + (number === 1 ? waited("../../", "anyset.js") + waited("../../", "compare.js") : "");
  return shell(d, { s, inner, title: s.t("comparisons") + pageOf(s, number, pages), description: s.t("sets_lead"), script, main });
}

function timeline(d, { lang, inner, number, pages }) {
  const s = speaker(d, lang), { by, places } = known(d, lang);
  const dated = once("dated", () => Object.entries(d.methods).map(([slug, m]) => ({ slug, year: m.year }))
    .sort((a, b) => a.year - b.year || (a.slug < b.slug ? -1 : 1)));
  const part = (n) => dated.slice((n - 1) * 150, n * 150);
  const years = [];
  let y = 20;
  for (const { slug, year } of part(number).sort((a, b) => a.year - b.year || places.get(a.slug) - places.get(b.slug))) {
    const last = years[years.length - 1];
    if (last?.year !== year) {
      if (last) y += 8 * Math.min(year - last.year, 6);
      years.push({ year, spots: [] });
    }
    const name = by[slug].data.title, lines = linesOf(name);
    years[years.length - 1].spots.push({ slug, name, lines, y });
    y += 20 * lines.length + 10;
  }
  const parts = Array.from({ length: pages }, (_, i) => {
    const own = part(i + 1), first = own[0].year, last = own[own.length - 1].year;
    return `<li><a href="../../${s.code}/timeline/${i ? i + 1 : "index"}.html"${i + 1 === number ? ' aria-current="page"' : ""}>${first}${first === last ? "" : "–" + last}</a></li>\n`;
  });
  const drawn = years.map((one) => `<text class="year" x="0" y="${one.spots[0].y}" dy="5">${one.year}</text>\n${one.spots.map((own) => spot(s, own, 64, 80)).join("")}`);
  const listed = years.map((one) => `<dt>${one.year}</dt>\n${one.spots.map((own) => `<dd><a href="../../${s.code}/methods/${own.slug}.html">${esc(own.name)}</a></dd>\n`).join("")}`);
  const main = `<header class="page-head">
<h1 id="page-timeline">${s.t("timeline")}</h1>
<p class="lead">${s.t("timeline_lead")}</p>
<p class="count">${s.t("method_count", { count: part(number).length })}</p>
</header>
${pages > 1 ? `<nav class="letters" aria-label="${s.t("years")}"><ul>\n${parts.join("")}</ul></nav>\n` : ""}<svg class="picture" width="100%" height="${y}" role="group" aria-labelledby="page-timeline">
<svg x="0" overflow="visible">
<line x1="64" x2="64" y1="0" y2="${y}"/>
${drawn.join("")}</svg>
</svg>
<details class="rows-explained">
<summary>${s.t("as_list")}</summary>
<dl>
${listed.join("")}</dl>
</details>`;
  const script = sheet("../../", "lists.css") + sheet("../../", "pictures.css");
  return shell(d, { s, inner, title: s.t("timeline"), description: s.t("timeline_lead"), script, main });
}

// Documents: those with most that is missing first, then those that nobody has read.
function worklist(d, s) {
  return once("work " + s.key, () => {
    const isSource = s.code === "en";
    const methods = known(d, s.key).order.map(({ data }) => ({
      kind: "methods", id: data.method, name: data.title, path: `methods/${data.method}.html`, parts: ["name", "summary", "body"],
      state: isSource ? "source" : data.reviewed === false ? "unreviewed" : "done",
    }));
    const own = d.sets.map((one) => ({
      kind: "comparisons", id: one.name, name: one.title, path: `compare/${one.name}.html`, parts: ["title"],
      state: isSource ? "source" : "missing",
    }));
    const counts = { done: 0, missing: 0, stale: 0, unreviewed: 0 };
    for (const { state, parts } of [...methods, ...own]) if (state in counts) counts[state] += parts.length;
    return { all: isSource ? [...methods, ...own] : [...own, ...methods], counts };
  });
}

function coverage(d, { lang, inner, number, pages }) {
  const s = speaker(d, lang), { all, counts } = worklist(d, s), root = "../".repeat(inner.split("/").length), isSource = s.code === "en";
  const lead = isSource ? s.t("is_source") : s.t("coverage_lead", { language: s.raw("own_language") });
  const said = ["done", "unreviewed", "stale", "missing"].map((state) => `<li${counts[state] ? ` data-state="${state}"` : ""}>${s.t("labelled", { label: s.raw("state_" + state), text: s.number(counts[state]) })}</li>`);
  const states = ({ kind, parts, state }) => once(`states ${lang} ${kind} ${state}`, () => `<ul class="states">${parts.map((part) => `<li data-state="${state}">${s.t("labelled", { label: s.raw(part === "summary" ? "label_summary" : "part_" + part), text: s.raw("state_" + state) })}</li>`).join("")}</ul>`);
  const rows = all.slice((number - 1) * 150, number * 150).map((one) => {
    const translate = one.state === "missing" ? ` <a href="${root}${s.code}/contribute.html#translate=comparisons/${one.id}">${s.t("translate")}<span class="unseen"> (<span lang="en">${esc(one.name)}</span>)</span></a>` : "";
    return `<tr><th scope="row"><a href="${root}${s.code}/${one.path}"${one.kind === "comparisons" ? s.foreign : ""}>${esc(one.name)}</a></th>
<td>${states(one)}</td>
<td>${s.t(one.state === "done" ? "reviewed" : "state_" + one.state)}${translate}</td></tr>
`;
  });
  const path = (n) => (n > 1 ? `translations/${n}.html` : "translations.html");
  const main = `<header class="page-head">
<h1>${s.t("state")}</h1>
<p class="lead">${lead}</p>
${isSource ? "" : `<ul class="states">${said.join("")}</ul>\n<p>${s.t("most_work")}</p>\n`}</header>
<div class="table-box" role="region" tabindex="0" aria-labelledby="page-caption">
<table class="coverage">
<caption id="page-caption">${s.t("document_count", { count: all.length })}</caption>
<thead>
<tr><th scope="col">${s.t("document")}</th><th scope="col">${s.t("parts")}</th><th scope="col">${s.t("review")}</th></tr></thead>
<tbody>
${rows.join("")}</tbody>
</table>
</div>
${turn(s, root, number, pages, path)}`;
  return shell(d, { s, inner, title: s.t("state") + pageOf(s, number, pages), description: lead, script: sheet(root, "lists.css"), main });
}

// How many parts of all texts are how far translated, by language; for machines.
function states(d) {
  const others = d.languages.filter((one) => one.code !== "en").sort((a, b) => (a.code < b.code ? -1 : 1));
  const counts = Object.fromEntries(others.map((one) => [one.code, worklist(d, speaker(d, one.key)).counts]));
  return `{"source": "en", "documents": ${Object.keys(d.methods).length + d.sets.length}, "languages": ${JSON.stringify(counts)}}\n`;
}

// What the search goes through, a line per method: slug, languages, name, other names, people, summary.
function search(d, { lang }) {
  const s = speaker(d, lang), { order } = known(d, lang);
  const others = d.languages.filter((one) => one.key !== lang && one.key !== "en").sort((a, b) => (a.code < b.code ? -1 : 1));
  const lines = order.map(({ data }) => {
    const m = d.methods[data.method];
    const texts = [[data.title, s.code], ...(lang === "en" ? [] : [[m.name, "en"]]), ...m.aliases.map((name) => [name, "en"]),
      ...others.map((one) => [known(d, one.key).by[data.method].data.title, one.code]),
      ...m.originators.map((name) => [name, ""]), [data.lead, s.code]];
    return JSON.stringify([data.method, texts.map((text) => text[1]).join(), ...texts.map((text) => text[0])].join("\t")) + ",\n";
  });
  return `kaedah.methods([\n${lines.join("")}]);\n`;
}

function draft(d, { set: { name, title } }) {
  const text = `---\ntranslates: {title: ${print(title, 8)}}\nreviewed: false\n# Take the # off each key you translate; what is left out is shown in the source language.\n\n# ${title}\n# title: …\n---\n`;
  return `kaedah.draft(${JSON.stringify(["content/comparisons/" + name, text])});\n`;
}

function map(d, { addresses }) {
  const rows = addresses.map((inner) => {
    const links = d.languages.map(({ code }) => `<xhtml:link rel="alternate" hreflang="${code}" href="https://example.org/${code}/${inner}"/>`).join("");
    return d.languages.map(({ code }) => `<url><loc>https://example.org/${code}/${inner}</loc>${links}</url>\n`).join("");
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${rows.join("")}</urlset>
`;
}

function maps(d, { parts }) {
  const rows = Array.from({ length: parts }, (_, i) => `<sitemap><loc>https://example.org/sitemaps/${i + 1}.xml</loc></sitemap>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${rows.join("")}</sitemapindex>
`;
}

const bare = (root, title, extra, rest, main) => `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${extra}<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${root}${published("kaedah.css")}">
<link rel="icon" href="${root}${published("mark.svg")}" type="image/svg+xml">
${rest}</head>
<body class="chooser">
<main id="page-main">
${main}</main>
</body>
</html>
`;

function chooser(d) {
  const s = speaker(d, "en");
  const links = d.languages.map(({ code }) => `<link rel="alternate" hreflang="${code}" href="https://example.org/${code}/index.html">\n`);
  const choices = d.languages.map(({ code, name }) => `<li><a href="${code}/index.html" hreflang="${code}" lang="${code}" dir="ltr">${name}</a></li>\n`);
  return bare("", TITLE, `<meta name="description" content="${s.t("about")}">\n`,
    `<link rel="canonical" href="https://example.org/index.html">\n${links.join("")}<link rel="alternate" hreflang="x-default" href="https://example.org/index.html">\n`,
    `<h1><img src="${published("mark.svg")}" alt="" width="40" height="40"> ${TITLE}</h1>\n<ul class="choices">\n${choices.join("")}</ul>\n`);
}

function notFound(d) {
  const sections = d.languages.map(({ key, code, name }, i) => {
    const s = speaker(d, key), tag = i ? "h2" : "h1";
    return `<section lang="${code}" dir="ltr">
<${tag} lang="${code}">${s.t("not_found")}</${tag}>
<p lang="${code}">${s.t("moved")} <a href="/${code}/index.html" hreflang="${code}" lang="${code}">${name}</a></p>
</section>
`;
  });
  return bare("/", `${speaker(d, "en").t("not_found")} · ${TITLE}`, '<meta name="robots" content="noindex">\n', "", sections.join(""));
}
