/* Put into every page by `kaedah serve`, and into no page that is published: loads the page again when the site has
   changed, and shows over it what is wrong with the files. */
"use strict";

(() => {
  const own = document.currentScript;
  const { version: shown } = own.dataset;
  let source = null, leaving = false, box = null;

  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  /* In a shadow tree, so that neither style touches the other. */
  const makeBox = () => {
    const host = element("kaedah-problems");
    const root = host.attachShadow({ mode: "open" });
    const style = element("link");
    style.rel = "stylesheet";
    style.href = new URL("live.css", own.src).href;
    const panel = element("section");
    panel.lang = "en";
    root.append(style, panel);
    document.body.append(host);
    return { host, panel };
  };

  const said = (made, lang) => {
    made.lang = lang;
    return made;
  };

  const line = ({ path, line: row, column, level, message, hint }, lang) => {
    const item = element("li", "", level);
    item.append(element("code", `${path}:${row}:${column}`), " ", element("strong", level), " ", said(element("span", message), lang));
    if (hint) item.append(said(element("p", hint), lang));
    return item;
  };

  const show = (problems, more, lang) => {
    box?.host.remove();
    box = null;
    if (!problems.length) return;
    box = makeBox();
    const errors = problems.filter(({ level }) => level === "error");
    const warnings = problems.length - errors.length;
    const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
    const words = [errors.length ? count(errors.length, "error") : "", warnings ? count(warnings, "warning") : ""];
    const details = element("details");
    const list = element("ol");
    details.open = errors.length > 0;
    list.append(...problems.map((problem) => line(problem, lang)), ...(more ? [element("li", `and ${more} more`)] : []));
    details.append(element("summary", words.filter(Boolean).join(", ")), list);
    box.panel.className = errors.length ? "error" : "warning";
    box.panel.setAttribute("role", errors.length ? "alert" : "status");
    box.panel.append(details);
  };

  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource(new URL("events", own.src).href);
    source.onmessage = ({ data }) => {
      const { version, problems, more, lang } = JSON.parse(data);
      if (version !== shown && !leaving) {
        leaving = true;
        location.reload();
      } else show(problems, more, lang);
    };
  };
  /* A browser opens six connections to a host: pages that nobody looks at must not hold one. */
  const hush = () => {
    source?.close();
    source = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen);
  listen();
})();
