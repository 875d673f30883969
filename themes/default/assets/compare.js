/* The filter of a comparison. The style sheet hides the rows, by the chosen radio alone; script adds the address and the voice. */
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
  window.kaedah.applyFilter = applyAddress;
  addEventListener("hashchange", applyAddress);
  applyAddress();
})();
