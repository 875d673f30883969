/* The controls of a comparison: its filter, and the way to add a method. The style sheet hides the rows, by the chosen radio alone; script adds the address and the voice. */
"use strict";

(() => {
  const { readAddress, writeAddress, keepPlace } = window.kaedah;
  const radios = [...document.querySelectorAll(".filter input")];
  const status = document.getElementById("page-status");

  const applyAddress = () => {
    const { show } = readAddress().settings;
    const wanted = radios.find((radio) => radio.value === show && !radio.parentElement.hidden);
    (wanted || radios[0]).checked = true;
  };

  for (const radio of radios) {
    radio.addEventListener("change", () => {
      const { slugs, settings } = readAddress();
      if (radio.value === "all") delete settings.show;
      else settings.show = radio.value;
      history.replaceState(null, "", writeAddress(slugs, settings));
      keepPlace();
      status.textContent = radio.dataset.says;
    });
  }
  const compare = document.querySelector(".compare");
  /* A method that is in the table already has no second column: the focus goes to the one it has. */
  const seen = (node) => node.getClientRects().length > 0;
  const headOf = (slug, within = "") => [...compare.querySelectorAll(`[data-method="${slug}"] ${within}`)].find(seen);
  /* On a page of its own, every way to another set takes the choice of rows along; a method's page has no rows to choose. */
  const along = (address) => {
    if (!address.includes("/compare/")) return address;
    const bare = address.replace(/[#&]show=\w+$/, "");
    const { value } = radios.find((radio) => radio.checked);
    return value === "all" ? bare : `${bare}${bare.includes("#") ? "&" : "#"}show=${value}`;
  };
  compare.addEventListener("click", ({ target }) => {
    const link = target.closest("a.remove, .any-set a");
    if (link) link.href = along(link.getAttribute("href"));
  });
  const picker = document.querySelector(".picker[data-set]");
  if (picker) {
    window.kaedah.combobox(picker.querySelector(".finder"), (slug) => {
      const there = headOf(slug, ".head");
      if (there) there.focus();
      else location.href = along(`${picker.dataset.set},${slug}`);
    });
  }

  /* Few readers export: what makes the files is loaded when the menu is approached. */
  const menu = document.querySelector("details.export");
  for (const approach of ["focusin", "pointerenter", "toggle"]) menu.addEventListener(approach, () => window.kaedah.load(menu.dataset.script));
  menu.hidden = false;

  /* The table as a list: the methods with their buttons, a heading per row, and under it what each method has there. The reader's choice outlives a new table;
     before there is one, a small screen gets the list where the table would have to scroll. */
  const toggle = document.querySelector(".list-switch");
  const table = document.querySelector("table.comparison");
  const box = table.parentElement;
  const list = document.createElement("div");
  const small = matchMedia("(max-width: 40rem)");
  const level = compare.querySelector("h2:not(#page-notes)") ? "h3" : "h2";
  const below = level === "h2" ? "h3" : "h4";
  let chosen = null;
  const element = (tag, from, ...content) => {
    const made = document.createElement(tag);
    if (from.lang) [made.lang, made.dir] = [from.lang, from.dir];
    made.append(...content);
    return made;
  };
  const copied = (node) => [...node.cloneNode(true).childNodes];
  const listing = new Intl.ListFormat(document.documentElement.lang);
  const named = (heads) => listing.formatToParts(heads.map((_, at) => `${at}`)).map(({ type, value }) => (type === "element" ? heads[value].querySelector(".head").cloneNode(true) : value));
  const applyView = () => {
    const wanted = chosen ?? (small.matches && table.dataset.columns > 2);
    toggle.setAttribute("aria-pressed", wanted);
    list.hidden = !(box.hidden = wanted);
    const [, ...heads] = table.tHead.rows[0].cells;
    const columns = element("ul", document.body, ...heads.map((head) => {
      const item = element("li", head, ...copied(head));
      item.dataset.method = head.dataset.method;
      item.append(item.querySelector(".remove"));
      return item;
    }));
    columns.className = "columns";
    const sectionOf = (row, level) => {
      const [head, ...cells] = row.cells;
      /* What several methods have alike stands once, under all their names; cells of different groups are not alike. */
      const groups = new Map();
      for (const [at, cell] of cells.entries()) groups.set(cell.outerHTML, [...(groups.get(cell.outerHTML) ?? []), at]);
      const terms = [...groups.values()].flatMap((places) => {
        const [cell] = places.map((at) => cells[at]);
        const pair = [element("dt", document.body, ...named(places.map((at) => heads[at]))), element("dd", cell, ...copied(cell))];
        for (const part of pair) Object.assign(part.dataset, cell.dataset);
        return pair;
      });
      const part = element("section", row, element(level, head, ...copied(head.firstElementChild)), element("dl", row));
      part.lastChild.append(...terms);
      part.lastChild.classList.toggle("alike", groups.size < 2);
      Object.assign(part.dataset, row.dataset);
      return part;
    };
    /* The way back from a note is to the view that is shown. */
    const marks = [...table.querySelectorAll("[role=doc-noteref]")];
    for (const mark of marks) mark.id = mark.hash.slice(1).replace("note", "noted");
    list.replaceChildren(...(wanted ? [columns, ...table.tBodies] : []).map((body) => {
      if (body === columns) return body;
      const group = body.querySelector(".group div");
      const part = element("div", body);
      if (group) part.append(element(level, group, ...copied(group)));
      if (group) part.firstChild.className = "group";
      part.append(...[...body.querySelectorAll("[data-field]")].map((row) => sectionOf(row, group ? below : level)));
      return part;
    }));
    if (wanted) for (const mark of marks) mark.removeAttribute("id");
  };
  list.className = "list-view";
  box.after(list);
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    chosen = list.hidden;
    applyView();
  });
  small.addEventListener("change", applyView);
  applyView();

  window.kaedah.applyView = applyView;
  window.kaedah.headOf = headOf;
  window.kaedah.applyFilter = applyAddress;
  addEventListener("hashchange", applyAddress);
  applyAddress();
})();
