/* Finds methods by name, other names in any language, and summary. One box in every page's head, and the same one where a
   comparison asks for another method. What is searched is loaded when a box is first entered. */
"use strict";

(() => {
  const MOST = 10;

  /* A text with only the first consonant of each Hangul syllable: ㅈㄹㅋ finds 저랭크. */
  const initials = (text) => text.replace(/[가-힣]/g, (syllable) => String.fromCharCode(0x1100 + Math.floor((syllable.charCodeAt(0) - 0xac00) / 588)));

  /* Letters that count as the same are made the same: case, width, apostrophes, hyphens, a space beside Han. */
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/['’ʼ`]/g, "").replace(/[\s‐‑–-]+/g, " ")
    .replace(/(\p{Script=Han}) /gu, "$1").replace(/ (\p{Script=Han})/gu, "$1").trim();

  /* What is searched is made ready in pieces, so that a long list does not hold up what the reader types meanwhile. */
  const PIECE_MS = 8;
  let methods = [];
  let prepared = Promise.resolve();
  const prepare = async (rows) => {
    const made = [];
    let until = performance.now() + PIECE_MS;
    for (const [slug, name, lead, ...others] of rows) {
      const names = [name, ...others].map(([text, lang]) => ({ text, lang, folded: fold(text) }));
      made.push({ slug, names, all: [...names.map(({ folded }) => folded), fold(lead[0])].join("\n") });
      if (performance.now() < until) continue;
      await new Promise((done) => setTimeout(done));
      until = performance.now() + PIECE_MS;
    }
    methods = made;
  };
  window.kaedah.methods = (rows) => { prepared = prepare(rows); };

  /* A plain look at every method: includes() finds parts of words, which is what Han and Hangul need. What a longer query
     finds is among what the shorter one found. */
  let last = null;
  const search = (query) => {
    const words = query.split(/\s+/).map(fold).filter(Boolean);
    if (!words.length) return [];
    const whole = fold(query);
    const bare = words.every((word) => /^[\u1100-\u1112]+$/.test(word));
    const has = (text) => words.every((word) => text.includes(word));
    const of = (name) => (bare ? name.initials ??= initials(name.folded) : name.folded);
    const narrows = last?.of === methods && last.words.every((before) => words.some((word) => word.includes(before)));
    const matching = bare ? methods : (narrows ? last.matching : methods).filter(({ all }) => has(all));
    last = bare ? null : { of: methods, words, matching };
    const ranks = [[], [], [], []]; // in each the language's order
    for (const { slug, names } of matching) {
      const [name] = names;
      const at = names.findIndex((name) => has(of(name)));
      if (bare && at < 0) continue;
      const rank = ranks[of(name).startsWith(whole) ? 0 : at === 0 ? 1 : at > 0 ? 2 : 3];
      if (rank.length < MOST) rank.push({ slug, name, other: at > 0 ? names[at] : null });
      if (ranks[0].length === MOST) break;
    }
    return ranks.flat().slice(0, MOST);
  };

  const words = (tag, { text, lang }) => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.lang = lang;
    return element;
  };

  /* Makes a box work; `pick` gets the slug that was chosen. */
  const combobox = (box, pick) => {
    const [input, list, live] = box.querySelectorAll("input, ul, [aria-live]");
    const says = live.dataset.says.split("|");
    let active = -1;
    const ready = () => window.kaedah.load(box.dataset.source).then(() => prepared);

    const activate = (next) => {
      const options = [...list.children];
      active = options.length ? (next + options.length) % options.length : -1;
      options.forEach((option, at) => option.setAttribute("aria-selected", at === active));
      if (active < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    };
    const open = (wanted) => {
      list.hidden = !wanted;
      input.setAttribute("aria-expanded", wanted);
      if (!wanted) {
        active = -1;
        input.removeAttribute("aria-activedescendant");
      }
    };
    const update = async () => {
      await ready();
      const found = search(input.value);
      list.replaceChildren(...found.map(({ slug, name, other }, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.slug = slug;
        option.append(words("span", name), ...(other ? [" ", words("small", other)] : []));
        return option;
      }));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      open(found.length > 0 && document.activeElement === input);
      live.textContent = input.value.trim() ? says[found.length] : "";
    };
    const choose = (option) => {
      if (!option) return;
      open(false);
      input.value = live.textContent = "";
      list.replaceChildren();
      pick(option.dataset.slug);
    };

    input.addEventListener("focus", ready);
    input.addEventListener("input", update);
    input.addEventListener("blur", () => open(false));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method, Enter above all
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden && list.children.length) open(true);
        activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        choose(list.children[Math.max(active, 0)]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        if (list.hidden) input.value = "";
        else open(false);
      }
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
    list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
    box.hidden = false;
  };
  window.kaedah.combobox = combobox;

  const box = document.querySelector(".site-head .finder");
  combobox(box, (slug) => { location.href = `${box.dataset.methods}${slug}.html`; });
  addEventListener("keydown", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229;
    if (event.key !== "/" || elsewhere || event.target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.querySelector("input").focus();
  });
})();
