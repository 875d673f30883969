import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(`_data/${name}.json`, "utf8"));
const pagesOf = (count, size) => Math.max(1, Math.ceil(count / size));

// Every page that has no file of its own, by language; and those above all languages.
export default function () {
  const sets = read("sets"), methods = read("methods"), languages = read("languages");
  const slugs = Object.keys(methods);
  const counts = new Map([["", slugs.length]]);
  for (const field of ["field", "family", "year", "type"]) {
    for (const slug of slugs) {
      const term = field === "year" ? Math.floor(methods[slug].year / 10) + "0s" : methods[slug][field];
      const key = `${field} ${term}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const lists = [];
  for (const [key, count] of counts) {
    const [field, term = ""] = key.split(" ");
    for (let number = 1; number <= pagesOf(count, 400); number++) {
      const stem = field ? `by/${field}/${term}` : number > 1 ? "all" : "index";
      lists.push({ kind: "catalogue", path: number > 1 ? `${stem}/${number}.html` : `${stem}.html`, field, term, number, count });
    }
  }
  const cut = (kind, total, size, first, further) => {
    const pages = pagesOf(total, size);
    return Array.from({ length: pages }, (_, i) => (
      { kind, path: i ? `${further}${i + 1}.html` : `${first}.html`, number: i + 1, pages }));
  };
  const inner = [
    ...slugs.map((slug) => ({ kind: "column", path: `data/${slug}.js`, slug })),
    ...sets.map((set) => ({ kind: "set", path: `compare/${set.name}.html`, set })),
    ...lists,
    ...cut("sets", sets.length, 400, "compare/index", "comparisons/"),
    ...cut("timeline", slugs.length, 150, "timeline/index", "timeline/"),
    ...cut("coverage", slugs.length + sets.length, 150, "translations", "translations/"),
    { kind: "contribute", path: "contribute.html" },
    { kind: "search", path: "search.js" },
  ];
  const choices = lists.filter((item) => item.field && item.number === 1);
  const pages = { choices };
  for (const { key, code } of languages) {
    pages[key] = inner.map((item) => ({ ...item, lang: key, inner: item.path, path: `${code}/${item.path}` }));
  }
  const addresses = [...inner.map((item) => item.path), ...slugs.map((slug) => `methods/${slug}.html`)]
    .filter((path) => path.endsWith(".html")).sort();
  const each = Math.floor(5000 / languages.length);
  const parts = Array.from({ length: pagesOf(addresses.length, each) }, (_, i) => addresses.slice(i * each, (i + 1) * each));
  pages.root = [
    { kind: "chooser", path: "index.html" },
    { kind: "notFound", path: "404.html" },
    { kind: "states", path: "translations.json" },
    ...sets.map((set) => ({ kind: "draft", path: `drafts/comparisons/${set.name}.js`, set })),
    ...(parts.length === 1
      ? [{ kind: "map", path: "sitemap.xml", addresses }]
      : [{ kind: "maps", path: "sitemap.xml", parts: parts.length },
        ...parts.map((part, i) => ({ kind: "map", path: `sitemaps/${i + 1}.xml`, addresses: part }))]),
  ];
  return pages;
}
