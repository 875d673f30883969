import { readdirSync } from "node:fs";
import { published } from "./_includes/assets.js";
import { forget } from "./_includes/lib.js";

export default function (cfg) {
  cfg.on("eleventy.before", forget);
  // every method by locale and slug, for links, comparisons and lists
  cfg.addCollection("methodsBy", (api) => {
    const by = {};
    for (const item of api.getFilteredByGlob("content/*/methods/*.md")) {
      (by[item.data.lang] ??= {})[item.fileSlug] = item;
    }
    return by;
  });
  for (const name of readdirSync("assets")) cfg.addPassthroughCopy({ [`assets/${name}`]: published(name) });
  cfg.amendLibrary("md", (md) => {
    const rules = md.renderer.rules;
    rules.table_open = () => '<div class="scroll" tabindex="0"><table>\n';
    rules.table_close = () => "</table></div>\n";
    const cell = (tokens, i, options, env, self) => {
      const align = tokens[i].attrGet("style");
      if (align) tokens[i].attrs = [["class", align.slice("text-align:".length)]];
      return self.renderToken(tokens, i, options);
    };
    rules.th_open = rules.td_open = cell;
    rules.heading_open = (tokens, i, options, env, self) => {
      tokens[i].attrSet("id", tokens[i + 1].content.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-"));
      return self.renderToken(tokens, i, options);
    };
  });
  return {
    dir: { input: "content", includes: "../_includes", data: "../_data" },
    markdownTemplateEngine: false, // bodies hold no template syntax
    templateFormats: ["md", "11ty.js"],
  };
}
