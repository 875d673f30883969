/* The page for contributions: a form that makes a method's file, and translations begun. What is written stays on this
   page until it is taken to the repository's host or to the disk. */
"use strict";

(() => {
  const page = document.querySelector(".contribute");
  const form = document.getElementById("page-form");
  const { kaedah } = window;
  const FOLDER = "content/methods/", KEPT = "kaedah-contribution";
  const all = (selector, within = form) => [...within.querySelectorAll(selector)];

  const words = document.getElementById("page-words").content;
  const says = (name, values = {}) => words.querySelector(`[data-word="${name}"]`).textContent
    .replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);

  /* YAML. Words that could be taken for anything else are quoted; JSON's quotes are YAML's. */
  const WORD = /^\p{L}[\p{L}\p{M}\p{N} .()/+-]*$/u, MEANT = /^(y|n|yes|no|on|off|true|false|null|n\/a)$/i;
  const hidden = /[\u007f-\u009f\u2028\u2029\ufeff]/g;
  const scalar = (text) => (WORD.test(text) && !MEANT.test(text) ? text
    : JSON.stringify(text).replace(hidden, (char) => "\\u" + char.charCodeAt(0).toString(16).padStart(4, "0")));
  const wrap = (pieces, gap, indent) => pieces.reduce((lines, piece) => {
    const last = lines[lines.length - 1];
    if (last && last.length + piece.length < 100) lines[lines.length - 1] = last + gap + piece;
    else lines.push(indent + piece);
    return lines;
  }, []).join(`${gap.trimEnd()}\n`);
  const list = (lines, indent) => {
    const items = lines.map(scalar);
    const flat = items.join(", ");
    return flat.length < 90 ? ` [${flat}]` : ` [\n${wrap(items, ", ", indent)}\n${indent.slice(2)}]`;
  };
  const block = (text, indent) => {
    const lines = text.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
    return lines.length === 1 ? ` >\n${wrap(lines[0].split(" "), " ", indent)}` : ` |\n${lines.map((line) => line && indent + line).join("\n")}`;
  };

  /* What was typed, without what no text needs: line ends of other systems, control characters, halves of characters. */
  const clean = (text) => text.replace(/\r\n?/g, "\n").replace(/\p{Cs}/gu, "\ufffd").replace(/[^\P{Cc}\n]/gu, " ").trim();
  const linesOf = (text) => text.split("\n").map((line) => line.trim().replace(/\s+/g, " ")).filter(Boolean);
  const controlOf = (field) => field.querySelector(":scope > :is(input, select, textarea)");
  const notesOf = (field) => all(".noted input", field);
  const textOf = (field) => clean(controlOf(field).value);
  const labelOf = (field) => field.querySelector("label").firstChild.textContent.trim() || field.querySelector("label").textContent.trim();

  const yaml = ({ dataset: { shape } }, text, indent) => {
    if (text.toLowerCase() === "n/a" || ["choice", "integer", "number"].includes(shape)) return ` ${text}`;
    if (shape === "lines") return list(linesOf(text), indent);
    return shape === "prose" ? block(text, indent) : ` ${scalar(text.replace(/\s+/g, " "))}`;
  };

  let slugs = new Set();
  const faultOf = (field, text) => {
    const { name, shape, required, pattern, least, most, longest } = field.dataset;
    if (!text) return required === undefined ? "" : says("required");
    if (required === undefined && text.toLowerCase() === "n/a") return "";
    const each = shape === "lines" ? linesOf(text) : [text];
    if (longest && each.some((item) => [...item].length > longest)) return says("long", { most: longest });
    if (shape === "integer" && !(/^\d+$/.test(text) && +text >= least && +text <= most)) return says("range", { least, most });
    if (pattern && !each.every((item) => new RegExp(pattern, "u").test(item))) return says("form");
    if (name === "slug") return slugs.has(text) ? says("taken") : "";
    const unknown = slugs.size && field.querySelector(".picker") ? each.find((slug) => !slugs.has(slug)) : "";
    return unknown ? says("unknown", { name: unknown }) : "";
  };

  /* Every field that counts, in order; of a group those of the entries that hold anything, or of the first if one must. */
  const isEmpty = (item) => all(".field", item).every((field) => !textOf(field));
  const entriesOf = (group) => all(".item", group)
    .filter((item, at) => !isEmpty(item) || (!at && group.dataset.required !== undefined));
  const top = all(":scope > .field, :scope > .group");
  const counted = () => top.flatMap((field) => (field.matches(".group") ? entriesOf(field).flatMap((item) => all(".field", item)) : [field]));

  const fileOf = () => {
    const lines = ["---"];
    let body = "";
    for (const field of top) {
      const { name } = field.dataset;
      if (field.matches(".group")) {
        const items = entriesOf(field).filter((item) => !isEmpty(item));
        if (items.length) lines.push(`${name}:`);
        for (const item of items) {
          all(".field", item).filter(textOf).forEach((part, at) => {
            lines.push(`${at ? "    " : "  - "}${part.dataset.name}:${yaml(part, textOf(part), "      ")}`);
          });
        }
      } else if (name === "body") body = textOf(field);
      else if (name !== "slug" && textOf(field)) {
        const [note, source] = notesOf(field).map((input) => clean(input.value).replace(/\s+/g, " "));
        const numbers = source?.match(/[1-9]\d*/g);
        if (!note && !numbers) lines.push(`${name}:${yaml(field, textOf(field), "  ")}`);
        else {
          lines.push(`${name}:`, `  value:${yaml(field, textOf(field), "    ")}`);
          if (note) lines.push(`  note: ${scalar(note)}`);
          if (numbers) lines.push(`  source: [${numbers.join(", ")}]`);
        }
      }
    }
    return [...lines, "---", ...(body ? ["", body] : []), ""].join("\n");
  };

  /* A place that takes a finished file to the host or to the disk. `ready` says whether it may go. */
  const makeOutlet = (box, area, ready) => {
    const { address, name, text: parameter, most } = box.dataset;
    const [link, save] = address ? all("a", box) : [null, ...all("a", box)];
    let path = "", carried = true;
    const copy = () => {
      area.select();
      if (!document.execCommand("copy")) navigator.clipboard?.writeText(area.value);
    };
    link?.addEventListener("click", (event) => {
      if (!ready()) event.preventDefault();
      else if (!carried) copy();
    });
    save.addEventListener("click", (event) => {
      if (!ready()) return event.preventDefault();
      save.href = URL.createObjectURL(new Blob([area.value], { type: "text/markdown" }));
      setTimeout(() => URL.revokeObjectURL(save.href), 60_000);
    });
    return (to) => {
      path = to;
      save.download = path.split("/").pop();
      if (!link) return;
      const bare = `${address}?${name}=${encodeURIComponent(path)}`;
      const full = parameter && `${bare}&${parameter}=${encodeURIComponent(area.value)}`;
      carried = Boolean(full) && full.length <= most;
      link.href = carried ? full : bare;
      box.querySelector(".paste").hidden = carried;
    };
  };

  /* The form */
  const file = document.getElementById("page-file");
  const touched = new WeakSet();
  const tell = (field, fault) => {
    const control = controlOf(field), place = field.querySelector(".fault");
    const shown = touched.has(field) ? fault : "";
    control.setAttribute("aria-invalid", Boolean(shown));
    if (place.textContent !== shown) place.textContent = shown;
    place.hidden = !shown;
  };
  const judge = () => {
    const counting = new Set(counted());
    const wrong = [];
    for (const field of all(".field")) {
      const fault = counting.has(field) ? faultOf(field, textOf(field)) : "";
      if (fault) wrong.push(field);
      tell(field, fault);
    }
    return wrong;
  };
  const ready = () => {
    all(".field").forEach((field) => touched.add(field));
    const [first] = judge();
    if (first) controlOf(first).focus();
    return !first;
  };
  const slugField = form.querySelector('[data-name="slug"]'), slug = controlOf(slugField);
  const send = makeOutlet(document.getElementById("page-file-out"), file, ready);
  const update = () => {
    const wrong = judge();
    file.value = fileOf();
    const path = `${FOLDER}${slug.value.trim() || "…"}.md`;
    file.parentNode.querySelector(".file-name code").textContent = path;
    const names = [...new Set(wrong.map(labelOf))].join(page.dataset.comma);
    document.getElementById("page-open-work").textContent = wrong.length ? says("open", { names }) : says("done");
    send(path);
    keep();
  };

  const renumber = (group) => all(".item", group).forEach((item, at) => {
    const label = group.querySelector("legend").firstChild.textContent.trim() || group.querySelector("legend").textContent.trim();
    item.querySelector("legend").textContent = says("item", { label, number: at + 1 });
    item.querySelector("[data-remove]").hidden = !at;
  });
  let made = 0;
  const addItem = (group) => {
    const item = group.querySelector("template").content.cloneNode(true).firstElementChild;
    made += 1;
    for (const element of all("[id], [for]", item)) {
      for (const name of ["id", "for", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace(/-0-/g, `-${made}-`));
      }
    }
    group.querySelector("[data-add]").parentNode.before(item);
    renumber(group);
    return item;
  };

  /* Another language of the page is another page: what was written is kept for the time this window is open. */
  const values = () => top.map((field) => (field.matches(".group")
    ? all(".item", field).map((item) => all(".field", item).map((part) => controlOf(part).value)) : [controlOf(field), ...notesOf(field)].map((input) => input.value)));
  const keep = () => {
    try { sessionStorage.setItem(KEPT, JSON.stringify(values())); } catch { /* a browser may forbid it: then it is not kept */ }
  };
  const recall = () => {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* nothing that we can read */ }
    if (!Array.isArray(kept) || kept.length !== top.length) return;
    top.forEach((field, at) => {
      if (!field.matches(".group")) [controlOf(field), ...notesOf(field)].forEach((input, place) => { input.value = kept[at][place] ?? ""; });
      else kept[at].forEach((item, row) => all(".field", all(".item", field)[row] || addItem(field))
        .forEach((part, place) => { controlOf(part).value = item[place] ?? ""; }));
    });
  };

  for (const field of all(':scope > .field[data-name]:not([data-name="name"], [data-name="slug"], [data-name="body"])')) {
    field.append(document.getElementById("page-noted").content.cloneNode(true));
  }
  all(".group").forEach(addItem);
  recall();
  let named = Boolean(slug.value);
  const name = () => {
    slug.value = kaedah.letters(document.getElementById("page-name").value)
      .replace(/[^a-z0-9]+/g, "-").slice(0, slugField.dataset.longest).replace(/^-|-$/g, "");
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (target === slug) named = Boolean(slug.value);
    if (target.id === "page-name" && !named && kaedah.letters) name();
    update();
  });
  form.addEventListener("focusout", ({ target }) => {
    const field = target.closest(".field");
    if (!field || target !== controlOf(field)) return;
    touched.add(field);
    judge();
  });
  form.addEventListener("click", ({ target }) => {
    const group = target.closest(".group");
    if (target.matches("[data-add]")) controlOf(addItem(group).querySelector(".field")).focus();
    else if (target.matches("[data-remove]")) {
      target.closest(".item").remove();
      renumber(group);
      group.querySelector("[data-add]").focus();
    } else return;
    update();
  });
  for (const picker of all(".picker")) {
    kaedah.combobox(picker.querySelector(".finder"), (found) => {
      const area = controlOf(picker.closest(".field"));
      area.value = [...new Set([...linesOf(area.value), found])].join("\n") + "\n";
      update();
    });
  }
  const take = kaedah.methods;
  kaedah.methods = (rows) => {
    slugs = new Set(rows.map((row) => row.split("\t", 1)[0]));
    take(rows);
    if (!named) name();
    update();
  };
  form.addEventListener("focusin", () => kaedah.load(page.dataset.search), { once: true });

  /* Translations */
  const section = document.getElementById("page-translation"), area = document.getElementById("page-translation-text");
  const sendDraft = makeOutlet(document.getElementById("page-translation-out"), area, () => true);
  const drafts = new Map();
  kaedah.draft = ([key, stem, text]) => drafts.set(key, { path: `${stem}.${page.dataset.locale}.md`, text });
  let path = "";
  area.addEventListener("input", () => sendDraft(path));
  const choose = async () => {
    const [, key] = location.hash.match(/^#translate=((?:methods|comparisons|pages)\/[a-z0-9\/-]+)$/) || [];
    if (key) await kaedah.load(`${page.dataset.root}drafts/${key}.js`);
    const draft = page.dataset.locale === page.dataset.source ? null : drafts.get(key);
    section.hidden = !draft;
    for (const part of all("[data-method]", page)) part.hidden = Boolean(key);
    document.getElementById("page-no-draft").hidden = !key || Boolean(draft);
    if (!draft) return;
    ({ path } = draft);
    const at = key.replace(/^methods/, page.dataset.methods).replace(/^comparisons\//, "compare/").replace(/^pages\//, "");
    document.getElementById("page-original").href = `${page.dataset.root}${page.dataset.source}/${at}.html`;
    area.value = draft.text;
    section.querySelector(".file-name code").textContent = path;
    sendDraft(path);
  };
  addEventListener("hashchange", choose);
  choose();
  update();
})();
