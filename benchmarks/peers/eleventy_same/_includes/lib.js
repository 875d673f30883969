import { createHash } from "node:crypto";
import { published } from "./assets.js";

const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
export const esc = (s) => String(s).replace(/[&<>"']/g, (c) => MARKS[c]);
export const print = (text, length = 12) => createHash("md5").update(text).digest("hex").slice(0, length);
export const TITLE = "Method reference";
export const ROWS = ["field", "family", "year", "originators", "type", "sources", "aliases", "related", "summary"];
const ORIGIN = "https://example.org/";
const kept = new Map();

// What is made once: by a key, which names the language where it matters.
export function once(key, make) {
  let found = kept.get(key);
  if (found === undefined) kept.set(key, (found = make()));
  return found;
}

export const forget = () => kept.clear();

export class Speaker {
  // What a language says. `t` is escaped, `raw` is not; a count chooses the form.
  constructor(d, key) {
    this.words = d.words[key];
    this.key = key;
    this.code = d.languages.find((one) => one.key === key).code;
    this.plural = new Intl.PluralRules(this.code);
    this.format = new Intl.NumberFormat(this.code);
    this.foreign = this.code === "en" ? "" : ' lang="en"';
    this.gap = this.code.startsWith("zh") ? "" : " ";
  }

  raw(name, values = {}) {
    let said = this.words[name];
    if (typeof said === "object") {
      said = said[this.plural.select(values.count)] ?? said.other;
      values = { ...values, count: this.number(values.count) };
    }
    return said.replace(/\{([a-z_]+)\}/g, (whole, place) => values[place] ?? whole);
  }

  t(name, values) {
    return esc(this.raw(name, values));
  }

  number(n) {
    return n < 1000 ? String(n) : this.format.format(n);
  }

  listing(names) {
    if (names.length < 2) return names.join("");
    const w = this.words;
    if (names.length === 2) return names.join(w.list_two);
    return names.slice(0, -1).join(w.list_middle) + w.list_end + names[names.length - 1];
  }
}

export const speaker = (d, key) => once("speaker " + key, () => new Speaker(d, key));

// Methods of a language in the order of their names, and by slug.
export function known(d, key) {
  return once("known " + key, () => {
    const s = speaker(d, key), by = d.collections.methodsBy[key];
    const compare = new Intl.Collator(s.code).compare;
    const order = Object.values(by).sort((a, b) => compare(a.data.title, b.data.title));
    return { by, order, places: new Map(order.map((item, i) => [item.data.method, i])) };
  });
}

// Comparisons by their methods, and those that a method is in.
export function curated(d) {
  return once("curated", () => {
    const byMembers = new Map(), of = new Map();
    for (const set of d.sets) {
      byMembers.set([...set.members].sort().join(), set.name);
      for (const slug of set.members) {
        if (!of.has(slug)) of.set(slug, []);
        of.get(slug).push(set);
      }
    }
    return { byMembers, of };
  });
}

export function finder(s, id, label, root) {
  const isSearch = id === "page-search";
  const says = [s.t("nothing_found"), ...Array.from({ length: 10 }, (_, i) => s.t("method_count", { count: i + 1 }))];
  return `<div class="finder" hidden data-source="${root}${s.code}/search.js" data-find="${root}${published("find.js")}" data-methods="${root}${s.code}/methods/">
<label${isSearch ? ' class="unseen"' : ""} for="${id}">${label}</label>
<input type="text" enterkeyhint="search" id="${id}" role="combobox" aria-expanded="false" aria-controls="${id}-list" aria-autocomplete="list" autocomplete="off" spellcheck="false" placeholder="${label}${isSearch ? ' (/)" aria-keyshortcuts="/' : ""}">
<ul id="${id}-list" role="listbox" aria-label="${s.t("methods")}" hidden></ul>
<p class="unseen" aria-live="polite" data-says="${says.join("|")}"></p>
</div>
`;
}

function head(root) {
  return `<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${root}${published("kaedah.css")}">
<link rel="stylesheet" href="${root}${published("print.css")}" media="print">
<link rel="icon" href="${root}${published("mark.svg")}" type="image/svg+xml">
<script defer src="${root}${published("kaedah.js")}"></script>
<script defer src="${root}${published("search.js")}"></script>
`;
}

function frame(s, name, root) {
  return `<a class="skip" href="#page-main">${s.t("skip")}</a>
<header class="site-head">
<a class="brand" href="${root}${s.code}/index.html"><img src="${root}${published("mark.svg")}" alt="" width="24" height="24">${TITLE}</a>
<nav class="site-nav" aria-label="${s.t("site")}">
<ul>
<li><a href="${root}${s.code}/index.html">${s.t("all_methods")}</a></li>
<li><a href="${root}${s.code}/compare/index.html">${s.t("comparisons")}</a></li>
</ul>
</nav>
${finder(s, "page-search", s.t("search"), root)}
<details class="languages">
<summary><span class="unseen">${s.t("language")} </span>${name}</summary>
`;
}

// The page around every page; what is given is escaped.
export function shell(d, { s, inner, title, description, script = "", main }) {
  const root = "../".repeat(inner.split("/").length);
  const links = d.languages.map(({ code }) => `<link rel="alternate" hreflang="${code}" href="${ORIGIN}${code}/${inner}">\n`);
  const choices = d.languages.map(({ code, name }) => `<li><a href="${root}${code}/${inner}" hreflang="${code}" lang="${code}" dir="ltr"${code === s.code ? ' aria-current="true"' : ""}>${name}</a></li>\n`);
  const own = d.languages.find((one) => one.key === s.key).name;
  return `<!doctype html>
<html lang="${s.code}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${TITLE}</title>
<meta name="description" content="${description ?? s.t("about")}">
${once("head " + root, () => head(root))}${script}<link rel="canonical" href="${ORIGIN}${s.code}/${inner}">
${links.join("")}<link rel="alternate" hreflang="x-default" href="${ORIGIN}en/${inner}">
</head>
<body>
${once(`frame ${s.key} ${root}`, () => frame(s, own, root))}<ul>
${choices.join("")}</ul>
</details>
</header>
<main id="page-main" tabindex="-1">
${main}
</main>
<footer class="site-foot">
<p><a href="${root}${s.code}/contribute.html">${s.t("contribute")}</a></p>
<p><a href="${root}${s.code}/translations.html">${s.t("state")}</a></p>
</footer>
</body>
</html>
`;
}

export const sheet = (root, name) => `<link rel="stylesheet" href="${root}${published(name)}">\n`;
export const waited = (root, name) => `<script defer blocking="render" src="${root}${published(name)}"></script>\n`;
