/* What a comparison shows, as a file: the rows and columns in view, in the page's language, with the keys that never change. */
"use strict";

(() => {
  const menu = document.querySelector("details.export");
  const table = document.querySelector("table.comparison, table.entries");
  const large = table.matches(".entries"); // with a row for each method

  const clean = (node) => node.textContent.replace(/\s+/g, " ").trim();
  /* The items of a cell, without what is there for the eye or the ear alone; a link to elsewhere is its address. */
  const items = (cell) => {
    const copy = cell.cloneNode(true);
    for (const link of copy.querySelectorAll("a.external")) link.textContent = link.getAttribute("href");
    for (const image of copy.querySelectorAll("img")) image.replaceWith(image.alt);
    for (const gone of copy.querySelectorAll(".unseen, .badge, .mark, .mark-incomplete, .notes")) gone.remove();
    const list = [...copy.querySelectorAll("li, p")];
    return (list.length ? list : [copy]).map(clean).filter(Boolean);
  };

  /* What is noted on the value of a cell, and the numbers of the references that it is from. */
  const noteOf = (cell) => {
    const mark = cell.querySelector(".notes [role=doc-noteref]");
    const note = mark ? clean(document.getElementById(mark.hash.slice(1)).querySelector(".note-words")) : "";
    return { note, source: [...cell.querySelectorAll(".cite")].map((link) => link.firstChild.data.slice(1, -1)).join("; ") };
  };

  /* A table with a row for each method, turned: all rows that match the filters, on whichever page they are. */
  const readEntries = () => {
    const [corner, ...heads] = table.tHead.querySelectorAll("[data-sort]");
    const groups = [...(table.tHead.querySelector(".groups")?.cells ?? [])].flatMap((cell) => Array(cell.colSpan).fill(items(cell)[0]));
    const nodes = window.kaedah.listed();
    return {
      corner: clean(corner),
      methods: nodes.map(({ dataset, cells: [{ firstChild: link }] }) => ({ slug: dataset.method, name: clean(link), lang: link.lang || document.documentElement.lang })),
      rows: heads.map((head, at) => ({
        group: groups[at + 1],
        field: head.dataset.sort,
        label: clean(head.querySelector(".label")),
        verdict: head.dataset.verdict || null,
        cells: nodes.map(({ cells }) => items(cells[at + 1])),
        notes: nodes.map(({ cells }) => noteOf(cells[at + 1])),
      })),
    };
  };

  const readTable = () => (large ? readEntries() : {
    corner: clean(table.tHead.rows[0].cells[0]),
    methods: [...table.tHead.querySelectorAll("[data-method]")].map((head) => ({
      slug: head.dataset.method,
      name: clean(head.querySelector(".head")),
      lang: head.querySelector(".head").lang || document.documentElement.lang,
    })),
    rows: [...table.querySelectorAll("[data-field]")].filter((row) => getComputedStyle(row).display !== "none").map(({ dataset, cells: [head, ...cells], parentElement }) => ({
      group: [...parentElement.querySelectorAll(".group th")].map((head) => items(head)[0])[0],
      field: dataset.field,
      label: items(head).join(" "),
      verdict: dataset.verdict || null,
      cells: cells.map(items),
      notes: cells.map(noteOf),
    })),
  });

  const noteKeys = (notes) => ["note", "source"].filter((key) => notes.some((noted) => noted[key]));

  /* The notes in words, for below the table. */
  const listed = ({ methods, rows }) => rows.flatMap(({ label, notes }) =>
    notes.flatMap(({ note }, at) => (note ? [`${methods[at].name}, ${label}: ${note}`] : [])));

  /* Whether the heading of a group stands above a row. */
  const begins = (rows, at) => rows[at].group && rows[at].group !== rows[at - 1]?.group;

  /* A programme for tables takes what begins so for a formula, and runs it; where it takes a semicolon for the end of a cell,
     what follows one begins a cell too. */
  const harmless = (text) => text.replace(/(^|;\s*)(?=[=+\-@\t\r＝＋－＠])/g, "$1'");
  const csv = ({ corner, methods, rows }) => {
    const lines = large ? [
      ["slug", "name", ...rows.flatMap(({ field, notes }) => [field, ...noteKeys(notes).map((key) => `${field}.${key}`)])],
      ...methods.map(({ slug, name }, at) => [slug, name, ...rows.flatMap(({ cells, notes }) => [cells[at].join("; "), ...noteKeys(notes).map((key) => notes[at][key])])]),
    ] : [
      ["field", "label", "verdict", ...methods.map(({ slug }) => slug)],
      ["name", corner, "", ...methods.map(({ name }) => name)],
      ...rows.flatMap(({ field, label, verdict, cells, notes }) => [
        [field, label, verdict || "", ...cells.map((cell) => cell.join("; "))],
        ...noteKeys(notes).map((key) => [`${field}.${key}`, label, "", ...notes.map((noted) => noted[key])]),
      ]),
    ];
    const quote = (text) => `"${harmless(text).replace(/"/g, '""')}"`;
    return "\ufeff" + lines.map((line) => line.map(quote).join(",") + "\r\n").join(""); // the mark tells Excel it is UTF-8
  };

  const markdown = (shown) => {
    const { corner, methods, rows } = shown;
    const escape = (text) => text.split(/(https?:\/\/\S+)/)
      .map((part, at) => (at % 2 ? `<${part.replace(/\|/g, "%7C")}>` : part.replace(/[\\`*_[\]<>|#~$]/g, "\\$&"))).join("");
    const line = (cells) => `| ${cells.join(" | ")} |\n`;
    if (large) {
      return line([corner, ...rows.map(({ label, verdict }) => escape(label) + (verdict === "differs" ? " ≠" : ""))]) + line(["---", ...rows.map(() => "---")]) +
        methods.map(({ name }, at) => line([name, ...rows.map(({ cells }) => cells[at].join("; "))].map(escape))).join("") + listed(shown).map((note, at) => `${at ? "" : "\n"}- ${escape(note)}\n`).join("");
    }
    return line([corner, ...methods.map(({ name }) => name)].map(escape)) + line(["---", ...methods.map(() => "---")]) +
      rows.map(({ group, label, verdict, cells }, at) => (begins(rows, at) ? line([`**${escape(group)}**`, ...methods.map(() => "")]) : "") +
        line([escape(label) + (verdict === "differs" ? " ≠" : ""), ...cells.map((cell) => cell.map(escape).join("<br>"))])).join("") + listed(shown).map((note, at) => `${at ? "" : "\n"}- ${escape(note)}\n`).join("");
  };

  /* For XeLaTeX and LuaLaTeX: letters stand as they are. What TeX makes other signs of, as of two hyphens, is kept apart; a
     bracket or an asterisk after the end of a row would be read as part of it. */
  const latex = (shown) => {
    const { corner, methods, rows } = shown;
    const special = { "\\": "textbackslash", "~": "textasciitilde", "^": "textasciicircum", "<": "textless", ">": "textgreater",
      "|": "textbar", "`": "textasciigrave", '"': "textquotedbl" };
    const escape = (text) => text.replace(/[\\~^<>|`"&%$#_{}[\]]|^\*|-(?=-)|'(?=')/g,
      (char) => (special[char] ? `\\${special[char]}{}` : /[[\]*]/.test(char) ? `{${char}}` : /[-']/.test(char) ? char + "{}" : "\\" + char));
    const line = (cells, key) => `${cells.join(" & ")} \\\\ % ${key}\n`;
    const columns = [0.2, ...methods.map(() => 0.8 / methods.length)].map((part) => `p{\\dimexpr${part.toFixed(3)}\\linewidth-2\\tabcolsep}`);
    return `% ${clean(table.caption)}\n% XeLaTeX, LuaLaTeX: fontspec\n\\begin{tabular}{${columns.join("")}}\n\\hline\n` +
      line([corner, ...methods.map(({ name }) => name)].map(escape), methods.map(({ slug }) => slug).join(" ")) + "\\hline\n" +
      rows.map(({ group, field, label, verdict, cells }, at) =>
        (begins(rows, at) ? `\\multicolumn{${methods.length + 1}}{l}{\\textbf{${escape(group)}}} \\\\\n` : "") +
        line([escape(label) + (verdict === "differs" ? " $\\neq$" : ""), ...cells.map((cell) => escape(cell.join("; ")))], field)).join("") +
      "\\hline\n\\end{tabular}\n" + listed(shown).map((note) => `\\par\\footnotesize ${escape(note)}\n`).join("");
  };

  const json = ({ methods, rows }) => JSON.stringify({
    locale: document.documentElement.lang,
    title: clean(table.caption),
    methods,
    rows: rows.map((row) => ({
      ...row,
      cells: Object.fromEntries(row.cells.map((cell, at) => [methods[at].slug, cell])),
      notes: row.notes.some(({ note, source }) => note || source) ? Object.fromEntries(row.notes.map((noted, at) => [methods[at].slug, noted])) : undefined,
    })),
  }, null, 2) + "\n";

  /* The sources of every method shown, each once; a key that another source has already gets a letter. */
  const bibtex = async ({ methods }) => {
    const { columns, load } = window.kaedah;
    await Promise.all(methods.map(({ slug }) => columns.has(slug) || load(`${menu.dataset.columns}${slug}.js`)));
    const entries = new Map();
    const keys = new Set();
    for (const [kind, key, rest] of methods.flatMap(({ slug }) => columns.get(slug)?.sources || [])) {
      if (entries.has(rest)) continue;
      let own = key;
      for (let letter = 98; keys.has(own); letter += 1) own = key + String.fromCharCode(letter);
      keys.add(own);
      entries.set(rest, `@${kind}{${own}${rest}`);
    }
    return [...entries.values()].join("\n");
  };

  const formats = {
    CSV: [csv, "csv", "text/csv"],
    Markdown: [markdown, "md", "text/markdown"],
    LaTeX: [latex, "tex", "application/x-tex"],
    JSON: [json, "json", "application/json"],
    BibTeX: [bibtex, "bib", "application/x-bibtex"],
  };

  menu.addEventListener("click", async ({ target }) => {
    const format = formats[target.closest("button")?.textContent];
    if (!format) return;
    const [write, suffix, type] = format;
    const shown = readTable();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await write(shown)], { type: `${type};charset=utf-8` }));
    const name = large ? location.pathname.split("/").pop().replace(".html", "") : shown.methods.map(({ slug }) => slug).join("-").slice(0, 80);
    link.download = `${name}.${suffix}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // not before the browser has read it
    document.getElementById("page-status").textContent = link.download;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.querySelector("ul").hidden = false;
})();
