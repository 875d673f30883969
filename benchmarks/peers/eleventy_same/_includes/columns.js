import { ROWS, esc, known, once, print, speaker } from "./lib.js";

// What is compared of a method, by row: typed values of the source, the same in every language; and the parts of lists.
export function keys(d, slug) {
  return once("keys " + slug, () => {
    const m = d.methods[slug];
    const low = (names) => names.map((name) => name.toLowerCase());
    const parts = { originators: low(m.originators), sources: ["doi:" + m.doi.toLowerCase()], aliases: low(m.aliases), related: m.related };
    const keys = [m.field, m.family, String(m.year), parts.originators.join("\n"), m.type, parts.sources.join("\n"),
      [...parts.aliases].sort().join("\n"), String(m.related.length), m.summary];
    return { keys, parts: ROWS.map((row) => parts[row] ?? []) };
  });
}

export function reference(s, m) {
  return `<cite${s.foreign} translate="no">${esc(m.citation)}</cite>. <a class="external" href="https://doi.org/${esc(m.doi)}" rel="external">DOI<span class="unseen"> (<span${s.foreign}>${esc(m.citation)}</span>)</span></a>`;
}

// A method's column in a language: its cells in the order of the rows.
export function cells(d, key, slug) {
  return once(`cells ${key} ${slug}`, () => {
    const s = speaker(d, key), m = d.methods[slug], { by } = known(d, key);
    const part = (mark, html, lang = "") => `<span${lang} data-part="${print(mark)}">${html}</span>`;
    const people = m.originators.map((name) => part(name.toLowerCase(), esc(name)));
    const aliases = m.aliases.map((name) => `<li>${part(name.toLowerCase(), esc(name), s.foreign)}</li>`);
    const links = m.related.map((other) => `<li>${part(other, `<a href="../../${s.code}/methods/${other}.html">${esc(by[other].data.title)}</a>`)}</li>`);
    return [
      s.t("field_" + m.field), s.t("family_" + m.family), `<span class="year">${m.year}</span>`,
      `<span class="people">${s.listing(people)}</span>`, s.t("type_" + m.type),
      `<div class="sources">${part("doi:" + m.doi.toLowerCase(), reference(s, m))}</div>`,
      `<ul class="names">${aliases.join("")}</ul>`,
      `<div class="count">${s.t("related_count", { count: m.related.length })}</div><ul class="links">${links.join("")}</ul>`,
      `<p>${esc(by[slug].data.lead)}</p>`,
    ].map((html) => `<td>${html}</td>`);
  });
}

export function columnHead(s, slug, name) {
  return `<th scope="col" data-method="${slug}" abbr="${esc(name)}"><a class="head" href="../../${s.code}/methods/${slug}.html">${esc(name)}</a>`;
}

export function rowHead(s, field, verdict) {
  return once(`row ${s.key} ${field} ${verdict}`, () => {
    const said = {
      differs: `&nbsp;<span class="mark" aria-hidden="true">≠</span><span class="unseen">${s.t("differ")}</span>`,
      same: `<span class="unseen"> ${s.t("same")}</span>`,
      incomplete: ` <span class="mark-incomplete">${s.t("incomplete_row")}</span>`,
    }[verdict] ?? "";
    return `<tr data-field="${field}"${verdict ? ` data-verdict="${verdict}"` : ""}>
<th scope="row"><div class="stay"><span class="label">${s.t("label_" + field)}</span>${said}</div></th>`;
  });
}

// The rows of a comparison: whether values differ, and what of them every column lists.
export function verdicts(d, members) {
  const all = members.map((slug) => keys(d, slug));
  return ROWS.map((field, i) => {
    const differs = all.some((one) => one.keys[i] !== all[0].keys[i]);
    const shared = differs ? all[0].parts[i].filter((part) => all.every((one) => one.parts[i].includes(part))) : [];
    return { field, verdict: differs ? "differs" : "same", shared };
  });
}

export const sharedWords = (s) => `<span class="unseen" lang="${s.code}" dir="ltr">${s.t("every_column")} </span>`;

export function marked(s, cell, shared) {
  for (const part of shared) {
    const mark = print(part);
    cell = cell.replaceAll(`data-part="${mark}">`, `data-part="${mark}" class="shared">${sharedWords(s)}`);
  }
  return cell;
}

export function rowFilter(s, differs, same) {
  return once(`filter ${s.key} ${differs} ${same}`, () => {
    const choice = (value, label, count, chosen = "") => `<span class="choice"${value === "incomplete" && !count ? " hidden" : ""}><input type="radio" name="show" id="page-show-${value}" value="${value}" data-says="${s.t("rows_shown", { count })}"${chosen}><label for="page-show-${value}">${s.t(label)} <span class="tally">${count}</span></label></span>\n`;
    return `<fieldset class="filter">
<legend class="unseen">${s.t("rows")}</legend>
${choice("all", "all", differs + same, " checked")}${choice("differs", "differing", differs)}${choice("same", "shared", same)}${choice("incomplete", "incomplete", 0)}</fieldset>
<p class="unseen" role="status" id="page-status"></p>
`;
  });
}
