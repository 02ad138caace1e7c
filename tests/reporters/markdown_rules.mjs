// node markdown_rules.mjs FILE...: what becomes of a Markdown summary when CommonMark's reference implementation renders it:
// a list of three entries, at most one folded part with a list, and of the names in it no link, image or HTML of their own.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const commonmark = createRequire(import.meta.url)("commonmark");

function complaints(text) {
  const out = [];
  const html = new Set();
  const tops = [];
  const walker = new commonmark.Parser().parse(text).walker();
  for (let event = walker.next(); event !== null; event = walker.next()) {
    if (!event.entering) continue;
    const { type, literal, parent } = event.node;
    if (["link", "image", "html_inline", "heading", "code_block", "block_quote", "thematic_break"].includes(type)) out.push(`a ${type}`);
    if (type === "html_block") html.add(literal);
    if (parent !== null && parent.type === "document") tops.push(event.node);
  }
  if (tops[0].type !== "list") return [...out, "no list at the beginning"];
  let entries = 0;
  for (let item = tops[0].firstChild; item !== null; item = item.next) entries += 1;
  if (entries !== 3) out.push(`${entries} entries in the first list`);
  for (const block of html)
    if (!/^<details><summary>[^<>&@]*<\/summary>$|^<\/details>$/.test(block)) out.push(`HTML: ${block}`);
  if (html.size !== 0 && html.size !== 2) out.push(`${html.size} pieces of HTML`);
  if (new TextEncoder().encode(text).length > 1024 * 1024) out.push("longer than 1 MiB");
  return out;
}

let broken = 0;
const files = process.argv.slice(2);
for (const file of files) {
  const found = complaints(readFileSync(file, "utf8"));
  broken += found.length > 0 ? 1 : 0;
  for (const complaint of found) console.error(`${file}: ${complaint}`);
}
console.log(`${files.length} read, ${broken} broken`);
process.exit(broken === 0 ? 0 : 1);
