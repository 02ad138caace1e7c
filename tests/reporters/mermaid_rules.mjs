// node mermaid_rules.mjs FILE...: does Mermaid itself read each file as the flowchart that was meant? As many nodes, arrows
// and boxes as lines that write one, and of the names nothing that acts: no click, style or directive comes out of a label.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { JSDOM } = createRequire(import.meta.url)("jsdom");
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });

const count = (text, pattern) => [...text.matchAll(pattern)].length;

async function complaints(text) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const out = [];
  const vertices = db.getVertices();
  const wrote = {
    nodes: count(text, /^ *(n\d+|caption)\[/gm),
    arrows: count(text, /^  n\d+ (-->|==>|-\.->)/gm),
    boxes: count(text, /^ *subgraph /gm),
  };
  const read = { nodes: vertices.size, arrows: db.getEdges().length, boxes: db.getSubGraphs().length };
  for (const key of Object.keys(wrote))
    if (wrote[key] !== read[key]) out.push(`${wrote[key]} ${key} written, ${read[key]} read`);
  for (const vertex of vertices.values()) if (vertex.link || vertex.haveCallback) out.push(`${vertex.id} acts`);
  if (read.arrows > 500) out.push("more arrows than Mermaid draws");
  return out;
}

let broken = 0;
const files = process.argv.slice(2);
for (const file of files) {
  let found;
  try {
    found = await complaints(readFileSync(file, "utf8"));
  } catch (error) {
    found = [String(error.message ?? error)];
  }
  broken += found.length > 0 ? 1 : 0;
  for (const complaint of found) console.error(`${file}: ${complaint}`);
}
console.log(`${files.length} read, ${broken} broken`);
process.exit(broken === 0 ? 0 : 1);
