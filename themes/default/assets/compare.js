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
  /* On a page of its own, another method leads to the place for any set. */
  const picker = document.querySelector(".picker[data-set]");
  if (picker) window.kaedah.combobox(picker.querySelector(".finder"), (slug) => { location.href = `${picker.dataset.set},${slug}`; });

  /* Few readers export: what makes the files is loaded when the menu is opened. */
  const menu = document.querySelector("details.export");
  menu.addEventListener("toggle", () => window.kaedah.load(menu.dataset.script), { once: true });
  menu.hidden = false;

  window.kaedah.applyFilter = applyAddress;
  addEventListener("hashchange", applyAddress);
  applyAddress();
})();
