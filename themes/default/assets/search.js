/* Finds methods by name, other names in any language, people, and summary; pages, comparisons and terms by name. One box in every
   page's head, and the same one, for methods alone, where a comparison asks for another method. What is searched, and what searches, is loaded when the pointer or the focus
   first reaches a box. */
"use strict";

(() => {
  const { load } = window.kaedah;
  let methods = [], others = [];
  window.kaedah.methods = (rows) => { methods = rows; };
  window.kaedah.others = (kinds) => { others = kinds; };

  /* Makes a box work; `pick` gets the slug that was chosen, and `expect` before that each that may well be chosen next. Where
     `all` is to be found, a path stands in the place of the slug of what is no method. */
  const combobox = (box, pick, expect = () => {}, all = false) => {
    const [input, list, live] = box.querySelectorAll("input, ul, [aria-live]");
    const says = live.dataset.says.split("|");
    let active = -1;
    const ready = async () => {
      await Promise.all([load(box.dataset.find), load(box.dataset.source)]);
      await window.kaedah.prepare(methods, others);
    };

    const activate = (next) => {
      const options = [...list.children];
      active = options.length ? (next + options.length) % options.length : -1;
      options.forEach((option, at) => option.setAttribute("aria-selected", at === active));
      if (active < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
      expect(options[active].dataset.slug);
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
      const found = window.kaedah.options(input.value, all, list.id);
      list.replaceChildren(...found);
      active = -1;
      input.removeAttribute("aria-activedescendant");
      open(found.length > 0 && document.activeElement === input);
      live.textContent = input.value.trim() ? says[found.length] : "";
      live.classList.toggle("unseen", found.length > 0 || !input.value.trim()); // an empty list shows nothing
      if (found.length) expect(found[0].dataset.slug); // what Enter takes
    };
    const choose = (option) => {
      if (!option) return;
      open(false);
      input.value = live.textContent = "";
      live.classList.add("unseen");
      list.replaceChildren();
      pick(option.dataset.slug);
    };

    for (const approach of ["focus", "pointerenter"]) input.addEventListener(approach, ready);
    input.addEventListener("input", update);
    input.addEventListener("blur", () => {
      open(false);
      live.classList.add("unseen");
    });
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
    list.addEventListener("pointerover", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) expect(option.dataset.slug);
    });
    list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
    box.hidden = false;
  };
  window.kaedah.combobox = combobox;

  const box = document.querySelector(".site-head .finder");
  const go = (slug) => { location.href = slug.includes(".") ? box.dataset.source.replace("search.js", slug) : `${box.dataset.methods}${slug}.html`; };
  combobox(box, go, undefined, true);
  addEventListener("keydown", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229;
    if (event.key !== "/" || elsewhere || event.target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.querySelector("input").focus();
  });
})();
