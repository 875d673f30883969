import { esc, known, once } from "./lib.js";

const width = (text) => [...text].reduce((sum, letter) => sum + (letter >= "\u1100" && letter !== "’" && letter !== "–" ? 2 : 1), 0);

// A name in lines of at most 22 letters; a wide one counts twice.
export function linesOf(text) {
  return once("lines " + text, () => {
    const lines = [""];
    for (let word of text.split(" ")) {
      const last = lines[lines.length - 1];
      if (last && width(last) + 1 + width(word) <= 22) {
        lines[lines.length - 1] += " " + word;
        continue;
      }
      if (last) lines.push("");
      while (width(word) > 22) {
        let end = word.length;
        while (width(word.slice(0, end)) > 22) end--;
        lines.splice(-1, 0, word.slice(0, end));
        word = word.slice(end);
      }
      lines[lines.length - 1] = word;
    }
    return lines;
  });
}

export function spot(s, one, dot, text) {
  const lines = one.lines.map((line, i) => `<tspan x="${text}"${i ? ' dy="20"' : ""}>${esc(line)}</tspan>`);
  return `<a href="../../${s.code}/methods/${one.slug}.html"><circle cx="${dot}" cy="${one.y}" r="5"/><text y="${one.y}" dy="5">${lines.join(" ")}</text></a>\n`;
}

// A method, those it is related to, and an arc for every two that are related.
export function neighbourhood(d, s, slug) {
  const { by } = known(d, s.key);
  let y = 20;
  const spots = [slug, ...d.methods[slug].related].map((other) => {
    const name = by[other].data.title, lines = linesOf(name), here = { slug: other, name, lines, y };
    y += 20 * lines.length + 10;
    return here;
  });
  const arcs = [];
  spots.forEach((one, i) => spots.slice(i + 1).forEach((two, j) => {
    if (d.methods[one.slug].related.includes(two.slug) || d.methods[two.slug].related.includes(one.slug)) {
      arcs.push({ one, two, reach: Math.min(14 * (j + 1), 70), told: i === 0 });
    }
  }));
  const inset = Math.floor((Math.max(0, ...arcs.map((arc) => arc.reach)) * 3) / 4) + 28, edge = inset - 14;
  const paths = arcs.map(({ one, two, reach, told }) => {
    const said = told ? "" : ` role="img" aria-label="${s.t("labelled", { label: s.raw("related_methods"), text: s.listing([one.name, two.name]) })}"`;
    return `<path d="M${edge} ${one.y}C${edge - reach} ${one.y} ${edge - reach} ${two.y} ${edge} ${two.y}"${said}/>\n`;
  });
  const own = spots[0].lines.map((line, i) => `<tspan x="${inset}"${i ? ' dy="20"' : ""}>${esc(line)}</tspan>`);
  return `<svg class="picture" width="100%" height="${y - 10}" role="group" aria-label="${s.t("picture", { name: spots[0].name })}">
<svg x="0" overflow="visible">
${paths.join("")}<circle class="own" cx="${edge}" cy="20" r="6"/><text class="own" y="20" dy="5">${own.join("")}</text>
${spots.slice(1).map((one) => spot(s, one, edge, inset)).join("")}</svg>
</svg>
`;
}
