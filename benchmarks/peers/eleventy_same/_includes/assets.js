import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const known = new Map();

// Where an asset is published: its name with the print of its content.
export function published(name) {
  if (!known.has(name)) {
    const print = createHash("md5").update(readFileSync(`assets/${name}`)).digest("hex").slice(0, 10);
    const dot = name.lastIndexOf(".");
    known.set(name, `assets/${name.slice(0, dot)}.${print}${name.slice(dot)}`);
  }
  return known.get(name);
}
