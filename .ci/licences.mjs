// What the parts that are delivered are made of, by licence, from their bills of materials (CycloneDX, JSON). Prints the
// list as Markdown; ends with 1 when a licence is not one of those that are allowed, or somebody names none.
//
//   node .ci/licences.mjs functions/target/bom.json web/bom.json > licences.md

import { readFileSync } from "node:fs";
import { argv, exit, stderr, stdout } from "node:process";

const { allowed, names, decided } = JSON.parse(readFileSync(new URL("licences.json", import.meta.url), "utf8"));

/** A licence of a bill of materials as SPDX says it: by its id, by an expression, or by a name that poms use. */
function spdx(entry) {
  const text = entry.expression ?? entry.license?.id ?? entry.license?.name ?? "";
  return names[text] ?? text;
}

/** With OR one is enough; with AND all are needed. */
function isAllowed(expression) {
  return expression
    .replace(/[()]/g, "")
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((one) => allowed.includes(one.trim())));
}

const found = new Map();
const refused = [];
for (const file of argv.slice(2)) {
  for (const part of JSON.parse(readFileSync(file, "utf8")).components ?? []) {
    const group = part.group ? part.group + "/" : "";
    const name = group + part.name;
    if (part.group === "io.signalbeam") continue;
    const licences = decided[name] ? [decided[name].licence] : (part.licenses ?? []).map(spdx);
    // Several without an expression are a choice, as poms have it.
    const chosen = licences.find(isAllowed);
    const label = `${name} ${part.version}`;
    if (chosen) {
      found.set(chosen, (found.get(chosen) ?? new Set()).add(label));
    } else {
      refused.push(`${label}: ${licences.join(", ") || "names no licence"} (${file})`);
    }
  }
}
if (found.size === 0) {
  refused.push("there is nothing in these files");
}

stdout.write("# Licences\n");
for (const licence of [...found.keys()].sort()) {
  stdout.write(`\n## ${licence}\n\n`);
  for (const part of [...found.get(licence)].sort()) stdout.write(`- ${part}\n`);
}
for (const one of new Set(refused)) stderr.write(`not allowed: ${one}\n`);
exit(refused.length > 0 ? 1 : 0);
