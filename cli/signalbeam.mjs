#!/usr/bin/env node
// SignalBeam Edge from a shell. `signalbeam help` tells what there is; docs/cli.md more.
import { parseArgs } from "node:util";
import { Refused } from "./src/api.mjs";
import { commands } from "./src/commands.mjs";
import { help } from "./src/help.mjs";
import { Output } from "./src/output.mjs";

/** A mistake of whoever typed: ends with 2, everything else that goes wrong with 1. */
const MISUSED = 2;

const [first = "help", ...rest] = process.argv.slice(2);
const name = rest[0] !== undefined && `${first} ${rest[0]}` in commands ? `${first} ${rest.shift()}` : first;

if (["help", "--help", "-h"].includes(name) || rest.includes("--help")) {
  process.stdout.write(help(commands, name.startsWith("help") || name.startsWith("-") ? rest.join(" ") : name));
} else if (!(name in commands)) {
  process.stderr.write(`signalbeam: there is no command "${name}". signalbeam help tells what there is.\n`);
  process.exitCode = MISUSED;
} else {
  const output = new Output(rest.includes("--json"));
  try {
    await commands[name].run(read(name, rest), output);
  } catch (e) {
    const misused = e instanceof TypeError && String(e.code).startsWith("ERR_PARSE_ARGS");
    output.failed(misused || e instanceof Refused ? e.message : (e.stack ?? String(e)));
    process.exitCode = misused ? MISUSED : 1;
  }
}

/** Options and operands, as the command declares them. */
function read(name, args) {
  const { usage, options = {} } = commands[name];
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...options, json: { type: "boolean" } },
  });
  const wanted = usage.match(/[A-Z]+(\.\.\.)?/g) ?? [];
  const needed = (usage.match(/(?<!\[)\b[A-Z]+/g) ?? []).length;
  if (positionals.length < needed || (positionals.length > wanted.length && !usage.includes("..."))) {
    const wrong = new TypeError(`usage: signalbeam ${name} ${usage}`);
    wrong.code = "ERR_PARSE_ARGS_OPERANDS";
    throw wrong;
  }
  return { operands: positionals, options: values };
}
