// node validate.mjs SCHEMA.json FILE...: validates each file against a JSON schema (draft 2020-12) with ajv.
// Prints what is wrong and exits 1; exits 2 where a file cannot be read.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    console.error(`${path}: ${error.message}`);
    process.exit(2);
  }
}

const [schema, ...files] = process.argv.slice(2);
if (schema === undefined || files.length === 0) {
  console.error("usage: node validate.mjs SCHEMA.json FILE...");
  process.exit(2);
}
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(read(schema));
let broken = 0;
for (const file of files) {
  if (validate(read(file))) continue;
  broken += 1;
  for (const error of validate.errors.slice(0, 20)) console.error(`${file}: ${error.instancePath || "/"} ${error.message}`);
}
console.log(`${files.length} validated, ${broken} broken`);
process.exit(broken === 0 ? 0 : 1);
