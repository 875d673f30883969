/* Sorts the rows of a table, and filters them or the items of a list: `#by=field:vision,year:2010s&sort=-year&page=2`. The order
   of words and values comes ready made from the generator, as a rank for each column. A list with several pages has a file with
   all its rows, which is loaded when they are asked for. */
"use strict";

(() => {
  const { keepPlace, load, readAddress } = window.kaedah;
  const list = document.querySelector(".names-index");
  const table = list.querySelector("table");
  const state = document.querySelector(".list-state");
  const [says, clear] = state.children;
  const again = document.createElement("button");
  again.type = "button";
  again.hidden = true;
  again.textContent = says.dataset.again;
  state.append(" ", again);
  const { index, own = "", rows: source, root, total, size } = list.dataset;
  const links = new Map([...document.querySelectorAll(".filters [data-by]")].map((link) => [link.dataset.by, link]));
  const heads = table ? [...table.tHead.querySelectorAll("[data-sort]")] : [];
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  /* What is not stated has no rank, and stands last whichever way the table is sorted. */
  const NONE = Infinity;
  const ranked = (ranks) => ranks.map((rank) => (rank === null || rank === "-" ? NONE : +rank));
  const inPage = [...list.querySelectorAll("[data-method]")];
  const split = (text) => (text ? text.split(" ") : []);
  let rows = source ? null : inPage.map((node) => ({ node, home: node.parentElement, terms: split(node.dataset.terms), ranks: ranked(split(node.dataset.ranks)) }));
  window.kaedah.rows = (lines) => {
    rows = lines.map(([terms, ranks, html]) => ({ html, terms, ranks: ranked(ranks) })).filter(({ terms }) => !own || terms.includes(own));
  };
  const box = document.createElement("template");
  const nodeOf = (row) => {
    if (!row.node) {
      box.innerHTML = row.html.replaceAll('="../../', () => `="${root}`); // the file lies in another folder than the page
      row.node = box.content.firstElementChild;
    }
    return row.node;
  };

  /* Addresses: what the page itself is filtered by is not repeated. */
  const read = () => {
    const { by, sort = "", page } = readAddress().settings;
    const column = heads.findIndex(({ dataset }) => dataset.sort === sort.replace(/^-/, ""));
    const keys = new Set([own, ...(by ?? "").split(",")].filter((key) => links.has(key)));
    return { by: [...keys], sort: column < 0 ? "" : sort, column, page: Math.max(1, parseInt(page, 10) || 1) };
  };
  const addressOf = ({ by, sort, page = 1 }) => {
    const here = !own || (by.length === 1 && by[0] === own);
    const keys = here ? by.filter((key) => key !== own) : by;
    const text = [...(keys.length ? [`by=${keys}`] : []), ...(sort ? [`sort=${sort}`] : []), ...(page > 1 ? [`page=${page}`] : [])].join("&");
    return (here ? location.href.split("#")[0] : new URL(index, location.href).href) + (text && `#${text}`);
  };
  const go = (wanted) => {
    const address = addressOf(wanted);
    if (address.split("#")[0] !== location.href.split("#")[0]) return location.assign(address);
    history.pushState(null, "", address);
    keepPlace();
    return apply();
  };

  const fieldOf = (key) => key.split(":")[0];
  /* A second term of a field takes the place of the first where an entry can have but one. */
  const toggled = (by, key) => {
    if (by.includes(key)) return by.filter((other) => other !== key);
    const several = "several" in links.get(key).closest("ul").dataset;
    return [...by.filter((other) => several || fieldOf(other) !== fieldOf(key)), key];
  };
  const having = (by) => rows.filter(({ terms }) => by.every((key) => terms.includes(key)));
  const tallies = new Map([...links].map(([key, link]) => [key, link.querySelector(".tally").textContent]));

  const drawFilters = (wanted) => {
    for (const [key, link] of links) {
      const by = toggled(wanted.by, key);
      const current = wanted.by.includes(key);
      const alone = current || by.length === 1 || !rows;
      const count = alone ? NONE : having(by).length;
      link.querySelector(".tally").textContent = alone ? tallies.get(key) : ` ${number.format(count)}`;
      link.toggleAttribute("aria-current", current);
      if (current) link.setAttribute("aria-current", "true");
      if (current) link.closest("details").open = true;
      if (count) link.href = addressOf({ ...wanted, by, page: 1 });
      else link.removeAttribute("href");
    }
    clear.href = addressOf({ ...wanted, by: own ? [own] : [], page: 1 });
  };

  const results = document.createElement("dl"); // of a list; a table shows them in its body
  results.className = "results";
  const place = table ? table.tBodies[0] : results;
  if (!table) list.append(results);
  const turner = document.createElement("nav");
  turner.className = "turner";
  turner.setAttribute("aria-label", says.dataset.pages);
  list.append(turner);

  const drawTurner = (wanted, pages) => {
    const link = (page, words) => {
      const made = document.createElement("a");
      made.textContent = words;
      made.href = addressOf({ ...wanted, page });
      made.dataset.page = page;
      return made;
    };
    const { before, after, page } = says.dataset;
    const { page: at } = wanted;
    turner.replaceChildren(...(at > 1 ? [link(at - 1, before)] : []), fill(page, { page: number.format(at), pages: number.format(pages) }), ...(at < pages ? [link(at + 1, after)] : []));
    turner.hidden = pages < 2;
  };

  let listed = null; // the rows that match, in their order
  let drawn = false; // whether something else than what the page came with is shown
  const apply = async () => {
    const wanted = read();
    const { by, sort, column } = wanted;
    const filtered = by.length > (own ? 1 : 0);
    const active = filtered || column >= 0 || wanted.page > 1;
    if (active && !rows) await load(source);
    again.hidden = !active || !!rows;
    if (!rows) {
      says.textContent = again.hidden ? "" : fill(says.dataset.failed, { name: source.split("/").pop() });
      clear.hidden = !filtered;
      state.hidden = again.hidden;
    }
    drawFilters(wanted);
    for (const [at, head] of heads.entries()) {
      if (at === column) head.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    const paged = !source && rows.length > size; // more rows than a phone can put in order quickly
    if (rows && (active || drawn || paged)) {
      const found = having(by);
      const down = sort.startsWith("-") ? -1 : 1;
      const rank = ({ ranks }) => ranks[column];
      if (column >= 0) found.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) === NONE ? 1 : rank(b) === NONE ? -1 : down * (rank(a) - rank(b))));
      listed = found;
      const pages = Math.max(1, Math.ceil(found.length / size));
      wanted.page = Math.min(wanted.page, pages);
      const shown = found.slice((wanted.page - 1) * size, wanted.page * size);
      drawTurner(wanted, active || paged ? pages : 1);
      if (active || paged) place.replaceChildren(...shown.map(nodeOf));
      else if (table) place.replaceChildren(...inPage);
      else if (!source) for (const row of rows) row.home.append(row.node);
      else place.replaceChildren();
      for (const part of document.querySelectorAll(".letters, .letter, main .turner")) if (part !== turner) part.hidden = active;
      const sets = document.querySelector(".sets");
      if (sets) sets.hidden = filtered;
      says.textContent = [
        ...(filtered ? [found.length ? fill(says.dataset.shown, { count: number.format(found.length), total: number.format(total) }) : says.dataset.nothing] : []),
        ...(column >= 0 ? [fill(says.dataset[down < 0 ? "descending" : "ascending"], { label: heads[column].querySelector(".label").textContent })] : []),
      ].join(" · ");
      clear.hidden = !filtered;
      state.hidden = !says.textContent;
      if (table) table.parentElement.scrollTop = 0;
      drawn = active;
    }
  };

  for (const head of heads) {
    const button = document.createElement("button");
    const label = head.querySelector(".label");
    const { sort } = head.dataset;
    button.type = "button";
    button.className = "sort";
    label.replaceWith(button);
    button.append(label);
    button.addEventListener("click", () => {
      const wanted = read();
      const next = wanted.sort === sort ? `-${sort}` : wanted.sort === `-${sort}` ? "" : sort;
      go({ ...wanted, sort: next, page: 1 });
    });
  }
  document.querySelector("main").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-by], .list-state a, .turner a[data-page]");
    if (!link?.href || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const wanted = read();
    if (link.dataset.by) go({ ...wanted, by: toggled(wanted.by, link.dataset.by), page: 1 });
    else if (link === clear) go({ ...wanted, by: own ? [own] : [], page: 1 });
    else {
      go({ ...wanted, page: +link.dataset.page });
      list.tabIndex = -1;
      list.focus();
    }
    if (link === clear) links.values().next().value?.focus();
  });
  /* The value of a note may be on another page of the table. */
  document.querySelector(".table-notes")?.addEventListener("click", async (event) => {
    const id = event.target.closest("[role=doc-backlink]")?.hash.slice(1);
    if (!id || document.getElementById(id)) return;
    event.preventDefault();
    const at = rows.findIndex(({ node }) => node.querySelector(`[id="${id}"]`));
    await go({ by: [], sort: "", page: Math.floor(at / size) + 1 });
    document.getElementById(id).focus();
  });
  again.addEventListener("click", apply);
  /* Few readers export: what makes the files is loaded when the menu is approached. */
  window.kaedah.listed = () => (listed ?? rows).map(nodeOf);
  const menu = document.querySelector("details.export");
  for (const approach of ["focusin", "pointerenter", "toggle"]) menu?.addEventListener(approach, () => load(menu.dataset.script));
  if (menu) menu.hidden = false;
  /* Going to a note and back keeps what is shown. */
  addEventListener("popstate", () => document.getElementById(location.hash.slice(1)) || apply());
  const filters = document.querySelector(".filter-box"); // of a comparison, where filters are of script alone
  if (filters) [filters.hidden, filters.open] = [false, read().by.length > 0];
  apply();
})();
