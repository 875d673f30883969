/* What searches the methods and all else: loaded with what is searched, when a box is approached. */
"use strict";

(() => {
  const MOST = 10, OTHERS = 3; // results, and how many places others have beside as many methods

  /* Letters that count as the same are made the same, as the list of what is searched says; here the two sorts of kana,
     apostrophes, hyphens, a space beside Han and Hangul, which many leave out (미세 조정, 미세조정). A tab and an end of line stay,
     so that many names can be gone through at once, which is many times quicker than one by one. */
  const hiragana = (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60);
  const fold = (text) => window.kaedah.letters(text).replace(/[\u30a1-\u30f6]/g, hiragana).replace(/['’ʼ`]/g, "").replace(/[^\S \t\n]|[‐‑–-]/g, " ").replace(/ {2,}/g, " ")
    .replace(/([\p{Script=Han}\p{Script=Hangul}]) /gu, "$1").replace(/ (?=[\p{Script=Han}\p{Script=Hangul}])/gu, "");

  /* Texts with only the first consonant of each Hangul syllable: ㅈㄹㅋ finds 저랭크. */
  const initials = (text) => text.normalize("NFD").replace(/[\u1161-\u1175\u11a8-\u11c2]+/g, "");

  /* A method as a line has it: slug, languages, names with those of people, summary. */
  const makeMethod = (line, folded, kind) => {
    const all = folded.slice(folded.indexOf("\t", folded.indexOf("\t") + 1) + 1);
    return { line, all, names: all.slice(0, all.lastIndexOf("\t")), kind };
  };
  const tell = ({ line, kind }, at) => {
    const [slug, langs, ...texts] = line.split("\t");
    const name = (which) => ({ text: texts[which], lang: langs.split(",")[which] });
    return { slug, name: name(0), other: at > 0 ? name(at) : null, kind };
  };

  /* Made ready in pieces, so that a long list does not hold up what the reader types meanwhile. */
  const PIECE_MS = 12, AT_ONCE = 100;
  const pause = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel(); // a timer would wait longer than it is told to
    port1.onmessage = () => done(port1.close());
    port2.postMessage(null);
  });
  let methods = [], everything = [];
  let source = null;
  let prepared = null;
  const makeReady = async (lines, kind = "") => {
    const made = [];
    let until = performance.now() + PIECE_MS;
    for (let at = 0; at < lines.length; at += AT_ONCE) {
      const piece = lines.slice(at, at + AT_ONCE);
      fold(piece.join("\n")).split("\n").forEach((folded, place) => made.push(makeMethod(piece[place], folded, kind)));
      if (performance.now() < until) continue;
      await pause();
      until = performance.now() + PIECE_MS;
    }
    return made;
  };
  const makeAllReady = async (lines, others) => {
    methods = await makeReady(lines);
    everything = [...methods];
    for (const [kind, found] of others) everything.push(...await makeReady(found, kind));
  };
  /* Once for a list, however often it is asked. */
  window.kaedah.prepare = (lines, others) => (lines === source ? prepared : prepared = makeAllReady(source = lines, others));

  /* The names written in another way, made when a query asks for it: with bare initials, without spaces. */
  const rewritten = new Map();
  const namesAs = (write, of) => {
    if (rewritten.get(write)?.of !== of) {
      const texts = write(of.map(({ names }) => names).join("\n")).split("\n");
      const made = of.map(({ line, kind }, at) => ({ line, kind, all: texts[at], names: texts[at] }));
      rewritten.set(write, { of, made });
    }
    return rewritten.get(write).made;
  };
  const together = (text) => text.replaceAll(" ", "");

  /* The first of those that have all the words: a name that begins so, a name, another name, the summary; in each the
     language's order. */
  const best = (having, words, whole) => {
    const has = (text) => words.every((word) => text.includes(word));
    const ranks = [[], [], [], []];
    let worst = 3; // the last rank that has a place left
    for (const method of having) {
      const { names } = method;
      const end = names.indexOf("\t");
      let at = has(end < 0 ? names : names.slice(0, end)) ? 0 : -1;
      if (at && has(names)) at = names.split("\t").findIndex(has);
      const rank = at > 0 ? 2 : at ? 3 : names.startsWith(whole) ? 0 : 1;
      if (rank > worst) continue;
      ranks[rank].push([method, at]);
      while (worst >= 0 && ranks.slice(0, worst + 1).flat().length >= MOST) worst -= 1;
      if (worst < 0) break;
    }
    return ranks.flatMap((found, rank) => found.map(([method, at]) => ({ rank, ...tell(method, at) }))).slice(0, MOST);
  };
  /* Methods that are found by a name, then others, then methods that are found by their summary. */
  const group = ({ kind, rank }) => (kind ? 1 : rank < 3 ? 0 : 2);
  const first = (having, words, whole) => {
    const found = best(having.filter(({ kind }) => !kind), words, whole);
    const others = best(having.filter(({ kind }) => kind), words, whole).slice(0, Math.max(OTHERS, MOST - found.length));
    return [...found.slice(0, MOST - others.length), ...others].sort((one, other) => group(one) - group(other));
  };
  const having = (words, of) => of.filter(({ all }) => words.every((word) => all.includes(word)));

  /* The words without their last letters, where enough is left: what a word does in its sentence stands at its end in many
     languages (адаптерів, 저랭크를, adapters). Null where no word can be shortened so far. */
  const MOST_CUT = 3;
  const shortened = (words, by) => {
    const cut = words.map((word) => {
      const least = /^\p{Script=Hangul}+$/u.test(word) ? 2 : /\p{Script=Han}/u.test(word) ? Infinity : 4;
      return [...word].length - by >= least ? [...word].slice(0, -by).join("") : word;
    });
    return cut.some((word, at) => word !== words[at]) ? cut : null;
  };

  /* What is tried where nothing was found: words written as one that a name keeps apart (finetuning), then shorter ones. */
  const nearly = (words, of) => {
    const joined = [words.join("")];
    const found = having(joined, namesAs(together, of));
    if (found.length) return first(found, joined, joined[0]);
    for (let by = 1; by <= MOST_CUT; by += 1) {
      const cut = shortened(words, by);
      const near = cut ? having(cut, of) : [];
      if (near.length) return first(near, cut, cut.join(" "));
    }
    return [];
  };

  /* A plain look at every method: includes() finds parts of words, which is what Han and Hangul need. What a longer query
     finds is among what the shorter one found. */
  let last = null;
  const search = (query, all) => {
    const whole = fold(query).trim();
    const words = query.split(/\s+/).map((word) => fold(word).trim()).filter(Boolean);
    if (!words.length) return [];
    const from = all ? everything : methods;
    const of = words.every((word) => /^[\u1100-\u1112]+$/.test(word)) ? namesAs(initials, from) : from;
    const narrows = last?.of === of && last.words.every((before) => words.some((word) => word.includes(before)));
    const matching = having(words, narrows ? last.matching : of);
    last = { of, words, matching };
    return matching.length ? first(matching, words, whole) : nearly(words, from);
  };

  /* What is found as options of a list with an id. */
  window.kaedah.options = (query, all, id) => search(query, all).map(({ slug, name, other, kind }, at) => {
    const option = document.createElement("li");
    const add = ({ text, lang }, tag, css) => {
      const element = document.createElement(tag);
      if (css) element.className = css;
      element.textContent = text;
      element.lang = lang;
      element.dir = "auto"; // beside words that may run the other way
      option.append(" ", element);
    };
    option.id = `${id}-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.slug = slug;
    add(name, "span");
    if (other) add(other, "small");
    if (kind) add({ text: kind, lang: document.documentElement.lang }, "small", "kind");
    return option;
  });
})();
