/* What every page does with script. Nothing here is needed to read a page. */
"use strict";

/* Scripts of single pages find each other here: classic scripts, because modules do not load from a disk. */
window.kaedah = (() => {
  /* A change of language keeps the place: the set of a comparison, the filter, the heading. */
  const keepPlace = () => {
    for (const link of document.querySelectorAll(".languages a")) link.hash = location.hash;
  };

  /* The address after `#` in two parts: `lora,qlora&show=differs` → ["lora", "qlora"] and {show: "differs"}. What a hand
     has typed is taken too, capitals and spaces; a hundred columns are more than any screen shows. */
  const MOST = 100;
  const readAddress = () => {
    let text = location.hash.slice(1);
    try { text = decodeURIComponent(text); } catch { /* not encoded by us: taken as it stands */ }
    const settings = {};
    let slugs = [];
    for (const part of document.getElementById(text) ? [] : text.split("&")) {
      const [name, value] = part.split("=");
      if (value !== undefined) settings[name] = value;
      else if (part) slugs = part.toLowerCase().split(/[,\s]+/).filter((slug, place, all) => /^[a-z0-9-]{1,80}$/.test(slug) && all.indexOf(slug) === place).slice(0, MOST);
    }
    return { slugs, settings };
  };

  const writeAddress = (slugs, settings) => {
    const rest = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    const text = [...(slugs.length ? [slugs.join(",")] : []), ...rest].join("&");
    return text ? "#" + text : location.href.split("#")[0];
  };

  /* Loads a script file of data, once. It calls one of the functions here; `fetch` would not work from a disk. */
  const loads = new Map();
  const load = (path) => {
    const source = new URL(path, location.href).href;
    if (!loads.has(source)) {
      loads.set(source, new Promise((done) => {
        const script = document.createElement("script");
        script.src = source;
        script.onload = done;
        script.onerror = () => { loads.delete(source); done(); };
        document.head.append(script);
      }));
    }
    return loads.get(source);
  };

  /* Columns by slug, as their files bring them; those of former slugs say the present one alone. */
  const columns = new Map();
  const column = (found) => columns.set(found.was ?? found.slug, found);

  addEventListener("hashchange", keepPlace);
  keepPlace();

  /* A menu closes with Escape, and when the reader goes elsewhere. */
  const leave = ({ type, key, target }) => {
    for (const menu of document.querySelectorAll(":is(.languages, .export)[open]")) {
      if (type === "keydown" ? key !== "Escape" : menu.contains(target)) continue;
      if (key && menu.contains(target)) menu.firstElementChild.focus();
      menu.open = false;
    }
  };
  for (const type of ["keydown", "focusin", "pointerdown"]) addEventListener(type, leave);

  /* Skipping to the content must not take the place of the set in the address. */
  document.querySelector(".skip").addEventListener("click", (event) => {
    const main = document.getElementById("page-main");
    event.preventDefault();
    main.focus();
    main.scrollIntoView();
  });

  return { column, columns, keepPlace, load, readAddress, writeAddress };
})();
