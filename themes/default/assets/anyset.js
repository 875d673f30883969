/* Any set of methods side by side: `#lora,qlora,bitfit`. The cells and what is compared come ready made from the generator,
   a file per method; this puts them together as `Columns.table_body` does, and compares marks. */
"use strict";

(() => {
  const { columns, keepPlace, load, readAddress, writeAddress } = window.kaedah;
  const byId = (id) => document.getElementById(id);
  const place = byId("page-any");
  place.replaceWith(place.content.cloneNode(true));
  const compare = document.querySelector(".compare");
  const ask = (slugs) => compare.toggleAttribute("data-asked", slugs.length > 0);
  ask(readAddress().slugs); // before the first paint

  const words = {};
  const { comma, gap, year } = byId("page-words").dataset; // between the items of a list, and between sentences
  const rightToLeft = document.documentElement.dir === "rtl";
  const apart = (text) => (rightToLeft ? `\u2068${text}\u2069` : text); // a name that runs the other way stays whole
  for (const word of byId("page-words").content.children) (words[word.dataset.word] ??= []).push(word.innerHTML);
  /* A message with its `{places}` filled, as markup; names come from the generator as markup too. */
  const say = (word, values = {}, count = 0) => words[word][count].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const plain = (markup) => {
    const box = document.createElement("template");
    box.innerHTML = markup;
    return box.content.textContent;
  };
  /* "A, B and C" by the language's own patterns, of which the generator gave those for two and for four. */
  const list = (items) => {
    const gaps = (word) => say(word).split(/\{\d\}/);
    if (items.length < 2) return rightToLeft ? `<bdi>${items}</bdi>` : items.join();
    const [before, first, ...rest] = gaps(items.length === 2 ? "two" : "many");
    const [middle, last] = rest;
    return before + items.map((item, at) => item + (at === items.length - 1 ? rest.at(-1) : !at ? first : at === items.length - 2 ? last : middle)).join("");
  };

  /* Per field the beginning of its row by verdict; by "" where nothing is compared, which is all that some fields have. */
  const fields = new Map();
  let group = "";
  for (const row of byId("page-rows").content.children) {
    if (!row.dataset.field) {
      group = row.outerHTML;
      continue;
    }
    const label = row.querySelector(".label").cloneNode(true);
    label.removeAttribute("class");
    const heads = fields.get(row.dataset.field) || { group, label: label.outerHTML };
    group = "";
    heads[row.dataset.verdict || ""] = row.outerHTML.slice(0, -"</tr>".length);
    fields.set(row.dataset.field, heads);
  }

  const stated = (marks) => marks.filter((mark) => mark !== null);
  const verdict = (marks) => {
    if (new Set(stated(marks)).size > 1) return "differs";
    return stated(marks).length === marks.length ? "same" : "incomplete";
  };

  const head = (column, at, all) => {
    const name = plain(column.name).replace(/"/g, "&quot;");
    const button = (action, sign, off) =>
      `<button type="button" class="${action === "remove" ? "remove" : "move"}" data-action="${action}"${off ? " disabled" : ""} ` +
      `aria-label="${plain(say(action, { name: apart(name) })).replace(/"/g, "&quot;")}"><span aria-hidden="true">${sign}</span></button>`;
    const [back, on] = rightToLeft ? "→←" : "←→";
    const moves = button("earlier", back, at === 0) + button("later", on, at === all.length - 1);
    return column.head + button("remove", "×") + (all.length > 1 ? `<span class="moves">${moves}</span>` : "") + "</th>";
  };

  const emptyTitle = [document.title, byId("page-any-title").innerHTML];
  const table = document.querySelector("table.comparison");
  const corner = table.tHead.rows[0].cells[0].outerHTML;
  let drawn = null; // the slugs on show, to tell a first view, which needs no announcement
  let focus = null; // where the focus goes once the table is drawn anew

  /* The cells of a row that differs: with the number of their group of equal values, telling of each part which others have it too. */
  const grouped = (shown, index) => {
    const marks = shown.map((column) => column.marks[index]);
    const given = stated(marks);
    const groups = [...new Set(given)];
    const usual = groups.find((mark) => 2 * given.filter((other) => other === mark).length > given.length);
    return shown.map(({ cells, parts, marks: { [index]: mark } }) => {
      let cell = cells[index];
      for (const part of new Set(parts[index])) {
        const having = shown.filter((column) => column.parts[index].includes(part));
        if (having.length < 2) continue;
        const others = having.filter((column) => column.cells !== cells);
        const told = having.length === shown.length ? `shared">${say("shared")}` : `partly">${say("also", { names: list(others.map(({ name }) => name)) })}`;
        cell = cell.replaceAll(`data-part="${part}">`, () => `data-part="${part}" class="${told}`); // by a function, for which `$&` is no sign
      }
      return mark === null ? cell : `<td data-group="${groups.indexOf(mark) + 1}"${usual && mark !== usual ? " data-odd" : ""}${cell.slice(3)}`;
    });
  };

  /* What it comes to in at most three sentences, as `gist` of the generator says it. */
  const gist = (shown, rows) => {
    const said = [];
    const alike = shown[0].terms.filter((term, place) => term && rows[place].found === "same");
    if (alike.length) said.push(say("alike", { values: list(alike.slice(0, 4)) }));
    const years = shown.map(({ year }) => year);
    const ends = [Math.min(...years), Math.max(...years)];
    const named = ends.map((end) => shown.filter(({ year }) => year === end).map(({ name }) => name));
    const dated = !years.includes(null) && ends[0] < ends[1] && named.every(({ length }) => length < 3);
    if (dated) said.push(say("years", { names: list(named[0]), year: ends[0], others: list(named[1]), later: ends[1] }));
    const differing = rows.filter(({ found }, place) => found === "differs" && !(dated && place === +year));
    const departures = shown.map((_, at) => differing.filter(({ cells }) => /^[^>]* data-odd/.test(cells[at])));
    const most = departures.reduce((one, other) => (other.length > one.length ? other : one));
    const places = most.length ? most : differing;
    const labels = list(places.slice(0, 6).map(({ label }) => label));
    if (labels) said.push(say(most.length ? "unlike" : places.length > 6 ? "others" : "differ", { name: list([shown[departures.indexOf(most)].name]), labels }));
    return said.join(gap);
  };

  const drawTable = (shown) => {
    const alone = shown.length < 2;
    const counts = { all: fields.size, differs: 0, same: 0, incomplete: 0 };
    const rows = [];
    let body = "";
    let index = 0;
    for (const heads of fields.values()) {
      if (heads.group) body += (body && "</tbody>\n<tbody>\n") + heads.group.replace(/colspan="\d+"/, `colspan="${shown.length + 1}"`) + "\n";
      const found = alone || !heads.same ? "" : verdict(shown.map((column) => column.marks[index]));
      if (found) counts[found] += 1;
      const cells = found === "differs" ? grouped(shown, index) : shown.map((column) => column.cells[index]);
      rows.push({ found, cells, label: heads.label });
      body += heads[found] + cells.join("") + "</tr>\n";
      index += 1;
    }
    const names = list(shown.map((column) => column.name));
    table.tHead.rows[0].innerHTML = corner + shown.map(head).join("");
    for (const old of [...table.tBodies]) old.remove();
    table.insertAdjacentHTML("beforeend", `<tbody>${body}</tbody>`);
    const below = document.querySelector(".table-notes");
    below.lastElementChild.innerHTML = shown.map(({ name, notes }) => notes && `<h4>${name}</h4>${notes}`).join("");
    below.hidden = !below.lastElementChild.innerHTML;
    table.dataset.columns = shown.length;
    table.caption.innerHTML = alone ? names : say("caption", { names }, counts.differs);
    byId("page-gist").innerHTML = alone ? "" : gist(shown, rows);
    byId("page-legend").innerHTML = [say("marked"), ...(counts.incomplete ? [say("incomplete", {}, counts.incomplete)] : []), ...(body.includes(" data-odd") ? [say("departs")] : []), ...(body.includes('class="shared">') ? [say("common")] : []), ...(shown.length > 4 ? [say("wide")] : [])].join(gap);
    for (const radio of document.querySelectorAll(".filter input")) {
      const count = counts[radio.value];
      radio.dataset.says = plain(say("shown", {}, count));
      radio.parentElement.querySelector(".tally").innerHTML = say("number", {}, count);
      radio.parentElement.hidden = radio.value !== "all" && (alone || (radio.value === "incomplete" && !count));
    }
    const title = alone ? names : say("title", { names });
    byId("page-any-title").innerHTML = title;
    document.title = `${plain(title)} · ${emptyTitle[0].split(" · ").pop()}`;
  };

  /* A column that was added is bright for a moment. */
  const glow = (slug) => {
    const head = table.querySelector(`th[data-method="${slug}"]`);
    if (!head) return;
    const color = getComputedStyle(head).getPropertyValue("--glow");
    for (const { cells } of table.rows) cells[head.cellIndex]?.animate([{ backgroundColor: color }, {}], { duration: 1600, easing: "ease-out" });
  };

  const TOLD = 5;
  const tellUnknown = (slugs) => say("unknown", { name: apart([...slugs.slice(0, TOLD), ...(slugs.length > TOLD ? ["…"] : [])].join(comma)) });

  const loadColumn = (slug) => columns.has(slug) || load(`../data/${slug}.js`);

  const draw = async () => {
    const { slugs, settings } = readAddress();
    if (slugs.length && location.hash !== writeAddress(slugs, settings)) {
      history.replaceState(null, "", writeAddress(slugs, settings)); // as we would have written it
      keepPlace();
    }
    if (slugs.join() === drawn) return; // drawn when the reader chose it; only now the address tells of it
    ask(slugs);
    if (!slugs.every((slug) => columns.has(slug))) await Promise.all(slugs.map(loadColumn));
    if (readAddress().slugs.join() !== slugs.join()) return; // the reader has gone on meanwhile
    const now = slugs.map((slug) => columns.get(slug)?.slug ?? slug);
    if (now.join() !== slugs.join()) { // former slugs
      history.replaceState(null, "", writeAddress(now, settings));
      return draw();
    }
    const shown = slugs.filter((slug) => columns.has(slug)).map((slug) => columns.get(slug));
    const unknown = slugs.filter((slug) => !columns.has(slug));
    byId("page-shown").hidden = !shown.length;
    byId("page-hint").innerHTML = [...(unknown.length ? [tellUnknown(unknown)] : []), ...(shown.length < 2 ? [say("hint")] : [])].join(gap);
    if (shown.length) drawTable(shown);
    else [document.title, byId("page-any-title").innerHTML] = emptyTitle;
    window.kaedah.applyFilter();
    window.kaedah.applyView();
    const before = (drawn || "").split(",");
    if (drawn && !matchMedia("(prefers-reduced-motion: reduce)").matches) requestAnimationFrame(() => slugs.filter((slug) => !before.includes(slug)).forEach(glow));
    if (drawn !== null && drawn !== slugs.join()) byId("page-status").textContent = shown.length ? table.caption.textContent : plain(say("hint"));
    drawn = slugs.join();
    compare.dataset.drawn = drawn;
    if (focus) {
      const cell = window.kaedah.headOf(focus.slug);
      const target = cell && (cell.querySelector(`[data-action="${focus.action}"]:not(:disabled)`) || cell.querySelector("button:not(:disabled)"));
      (target || byId("page-add")).focus();
      focus = null;
    }
  };

  /* Every change goes through the address, so that back and forward are changes like any other. */
  const show = (slugs, focused) => {
    focus = focused;
    location.hash = writeAddress(slugs, readAddress().settings).replace(/^[^#]*/, "");
    draw(); // at once, not when the browser tells that the address is another
  };

  compare.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action]");
    if (!button) return;
    const { slugs } = readAddress();
    const { slug, action } = { slug: button.closest("[data-method]").dataset.method, ...button.dataset };
    const at = slugs.indexOf(slug);
    const rest = slugs.filter((other) => other !== slug);
    if (action === "remove") return show(rest, { slug: rest[Math.min(at, rest.length - 1)], action });
    rest.splice(action === "earlier" ? at - 1 : at + 1, 0, slug);
    show(rest, { slug, action });
  });

  window.kaedah.combobox(document.querySelector(".picker .finder"), (slug) => {
    const { slugs } = readAddress();
    if (slugs.includes(slug)) window.kaedah.headOf(slug, ".head")?.focus();
    else show([...slugs, slug], null);
  }, loadColumn);

  addEventListener("hashchange", draw);
  addEventListener("DOMContentLoaded", draw); // once the filter's script has run too
})();
