/* What searches the methods: loaded with what is searched, when a box is first entered. */
"use strict";

(() => {
  const MOST = 10;

  /* A text with only the first consonant of each Hangul syllable: ㅈㄹㅋ finds 저랭크. */
  const initials = (text) => text.replace(/[가-힣]/g, (syllable) => String.fromCharCode(0x1100 + Math.floor((syllable.charCodeAt(0) - 0xac00) / 588)));

  /* Letters that count as the same are made the same: case, width, apostrophes, hyphens, a space beside Han. */
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/['’ʼ`]/g, "").replace(/[\s‐‑–-]+/g, " ")
    .replace(/(\p{Script=Han}) /gu, "$1").replace(/ (\p{Script=Han})/gu, "$1").trim();

  /* What is searched is made ready in pieces, so that a long list does not hold up what the reader types meanwhile. Letters
     are made the same for many methods at once, which is many times quicker than name by name. */
  const PIECE_MS = 8, AT_ONCE = 100;
  const TEXT_END = "\u0001", METHOD_END = "\u0002";
  let methods = [];
  let source = null;
  let prepared = null;
  const foldAll = (rows) => fold(rows.map(([, name, lead, ...others]) => [name, ...others, lead].map(([text]) => text).join(TEXT_END)).join(METHOD_END))
    .replace(/ ?([\u0001\u0002]) ?/g, "$1").split(METHOD_END);
  const makeReady = async (rows) => {
    const made = [];
    let until = performance.now() + PIECE_MS;
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const piece = rows.slice(at, at + AT_ONCE);
      const folded = foldAll(piece);
      piece.forEach(([slug, name, , ...others], place) => {
        const texts = folded[place].split(TEXT_END);
        const names = [name, ...others].map(([text, lang], which) => ({ text, lang, folded: texts[which] }));
        made.push({ slug, names, all: folded[place] });
      });
      if (performance.now() < until) continue;
      await new Promise((done) => setTimeout(done));
      until = performance.now() + PIECE_MS;
    }
    methods = made;
  };
  /* Once for a list, however often it is asked. */
  window.kaedah.prepare = (rows) => (rows === source ? prepared : prepared = makeReady(source = rows));

  /* A plain look at every method: includes() finds parts of words, which is what Han and Hangul need. What a longer query
     finds is among what the shorter one found. */
  let last = null;
  window.kaedah.search = (query) => {
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
})();
