/** What there is, or how one command is used. */
export function help(commands, name) {
  if (name in commands) {
    const { usage, about, options = {} } = commands[name];
    const rows = Object.entries(options).map(([option, { value, about: does }]) => [
      `--${option}${value === undefined ? "" : ` ${value}`}`,
      does,
    ]);
    return [`signalbeam ${name} ${usage}`.trimEnd(), "", about, "", ...lines([...rows, ["--json", "Print what the API answers"]]), ""].join("\n");
  }
  return [
    "signalbeam COMMAND [--json]",
    "",
    ...lines(Object.entries(commands).map(([command, { usage, about }]) => [`${command} ${usage}`.trimEnd(), about])),
    "",
    "signalbeam help COMMAND tells its options. SIGNALBEAM_API and SIGNALBEAM_TOKEN stand in for a login.",
    "It ends with 0 when all went well, 1 when it did not, 2 when it was not understood.",
    "",
  ].join("\n");
}

function lines(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
