/* The page for contributions: a form that makes a method's file, and translations begun. What is written stays on this
   browser until it is taken to the repository's host or to the disk, and the form is begun again. */
"use strict";

(() => {
  const page = document.querySelector(".contribute");
  const form = document.getElementById("page-form");
  const { kaedah } = window;
  const FOLDER = "content/methods/";
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

  /* What was written is kept in this browser, by the address of the site and the names of the fields. */
  const SITE = new URL(page.dataset.root || "./", location.href).href, KEPT = `kaedah ${SITE} contribution`;
  let refused = false, changed = false;
  const store = (key, value) => {
    try {
      if (value) localStorage.setItem(key, value); else localStorage.removeItem(key);
      refused = false;
    } catch { refused = true; }
  };
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  addEventListener("beforeunload", (event) => { if (refused && changed) event.preventDefault(); });

  const nameOf = (field) => field.dataset.name;
  let others = {}; // kept fields that this form does not have
  const values = () => {
    const found = { ...others };
    for (const field of top) {
      found[nameOf(field)] = field.matches(".group")
        ? all(".item", field).map((item) => Object.fromEntries(all(".field", item).map((part) => [nameOf(part), controlOf(part).value])))
        : [controlOf(field), ...notesOf(field)].map((input) => input.value);
    }
    return found;
  };
  const fill = (kept) => {
    others = { ...kept };
    for (const field of top) {
      const own = kept[nameOf(field)];
      delete others[nameOf(field)];
      if (!field.matches(".group")) {
        [controlOf(field), ...notesOf(field)].forEach((input, place) => { input.value = own?.[place] ?? ""; });
        continue;
      }
      const items = Array.isArray(own) ? own : [];
      all(".item", field).slice(Math.max(items.length, 1)).forEach((item) => item.remove());
      while (all(".item", field).length < items.length) addItem(field);
      all(".item", field).forEach((item, row) => all(".field", item).forEach((part) => { controlOf(part).value = items[row]?.[nameOf(part)] ?? ""; }));
      renumber(field);
    }
  };
  let blank = "", before = null;
  const again = document.getElementById("page-again"), undo = document.getElementById("page-undo");
  const keep = () => {
    const now = JSON.stringify(values());
    store(KEPT, now === blank ? "" : now);
    again.hidden = now === blank;
    undo.hidden = !before;
  };
  const recall = () => {
    blank = JSON.stringify(values());
    let kept = null;
    try { kept = JSON.parse(stored(KEPT)); } catch { /* nothing that we can read */ }
    if (kept && typeof kept === "object" && !Array.isArray(kept)) fill(kept);
  };

  /* An address of a DOI or of arXiv becomes the identifier, in the part of the source that is for it. */
  const identify = (field) => {
    const item = field.closest(".item"), text = textOf(field);
    if (!item || !["doi", "arxiv", "url"].includes(nameOf(field))) return;
    const doi = text.match(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)(10\.\d{4,9}\/[^\s?#]+)$/i);
    const arxiv = text.match(/^(?:https?:\/\/(?:www\.)?arxiv\.org\/(?:abs|pdf)\/|arxiv:\s*)?(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})(?:v\d+)?(?:\.pdf)?$/i);
    const part = all(".field", item).find((one) => nameOf(one) === (doi ? "doi" : arxiv ? "arxiv" : ""));
    if (!part || (part !== field && textOf(part))) return;
    controlOf(field).value = "";
    controlOf(part).value = doi ? decodeURIComponent(doi[1]) : arxiv[1];
    update();
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
    changed = true;
    update();
  });
  form.addEventListener("focusout", ({ target }) => {
    const field = target.closest(".field");
    if (!field || target !== controlOf(field)) return;
    touched.add(field);
    identify(field);
    judge();
  });
  again.addEventListener("click", () => {
    before = values();
    fill(JSON.parse(blank));
    named = false;
    update();
    undo.focus();
  });
  undo.addEventListener("click", () => {
    fill(before);
    before = null;
    named = Boolean(slug.value);
    update();
    document.getElementById("page-name").focus();
  });
  form.addEventListener("click", ({ target }) => {
    const group = target.closest(".group");
    if (target.matches("[data-add]")) controlOf(addItem(group).querySelector(".field")).focus();
    else if (target.matches("[data-remove]")) {
      before = values();
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
  let path = "", drafted = "";
  area.addEventListener("input", () => {
    changed = true;
    store(`${KEPT} ${path}`, area.value === drafted ? "" : area.value);
    sendDraft(path);
  });
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
    drafted = draft.text;
    area.value = stored(`${KEPT} ${path}`) ?? drafted;
    section.querySelector(".file-name code").textContent = path;
    sendDraft(path);
  };
  addEventListener("hashchange", choose);
  choose();
  update();
})();
