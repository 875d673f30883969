import { cells, reference } from "./columns.js";
import { ROWS, curated, esc, known, sheet, shell, speaker } from "./lib.js";
import { neighbourhood } from "./pictures.js";

export function render(d) {
  const s = speaker(d, d.lang), slug = d.method, m = d.methods[slug], { by } = known(d, d.lang), { byMembers, of } = curated(d);
  const column = cells(d, d.lang, slug);
  const facts = ROWS.slice(0, 7).map((row, i) => `<tr data-field="${row}"><th scope="row">${s.t("label_" + row)}</th>${column[i]}</tr>\n`);
  const related = m.related.map((other) => {
    const name = by[other].data.title, pair = byMembers.get([slug, other].sort().join());
    const compare = pair ? ` <a class="compare-link" href="../../${s.code}/compare/${pair}.html">${s.t("compare")}<span class="unseen"> (${esc(s.listing([d.title, name]))})</span></a>` : "";
    return `<li><a href="../../${s.code}/methods/${other}.html">${esc(name)}</a>${compare}</li>\n`;
  });
  const sets = (of.get(slug) ?? []).map((set) => `<li><a href="../../${s.code}/compare/${set.name}.html"${s.foreign}>${esc(set.title)}</a></li>\n`);
  const main = `<article class="method" data-method="${slug}">
<header class="page-head">
<h1>${esc(d.title)}</h1>
${m.name === d.title ? "" : `<p class="original"><span lang="en">${esc(m.name)}</span></p>\n`}<p class="lead">${esc(d.lead)} </p>
${d.reviewed === false ? `<div class="notice" role="note">\n<p>${s.t("not_read")}</p>\n</div>\n` : ""}</header>
<section class="facts-panel" aria-labelledby="page-facts">
<h2 id="page-facts">${s.t("facts")}</h2>
<table class="facts">
<tbody>
${facts.join("")}</tbody>
</table>
</section>
<div class="body">
${d.content}</div>
<section class="references" aria-labelledby="page-sources-sources">
<h2 id="page-sources-sources">${s.t("sources")}</h2>
<ol>
<li>${reference(s, m)}</li>
</ol>
</section>
<section aria-labelledby="page-related">
<h2 id="page-related">${s.t("related_methods")}</h2>
${neighbourhood(d, s, slug)}<ul class="neighbours">
${related.join("")}</ul>
</section>
${sets.length ? `<section aria-labelledby="page-comparisons">
<h2 id="page-comparisons">${s.t("in_comparisons")}</h2>
<ul>
${sets.join("")}</ul>
</section>
` : ""}</article>`;
  return shell(d, {
    s, inner: `methods/${slug}.html`, title: esc(d.title), description: esc(d.lead), script: sheet("../../", "pictures.css"), main,
  });
}
