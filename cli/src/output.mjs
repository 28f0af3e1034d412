/** What people read goes to standard output, or with `--json` the API's own answers do and the words to standard error. */
export class Output {
  #json;

  constructor(json) {
    this.#json = json;
  }

  /** The result: as it is, or as `words` says. */
  result(value, words) {
    const text = this.#json ? JSON.stringify(value, null, 2) : words(value);
    if (text !== "") process.stdout.write(`${text}\n`);
  }

  /** On the way to the result. */
  say(text) {
    (this.#json ? process.stderr : process.stdout).write(`${text}\n`);
  }

  /** In a workflow of GitHub it is put beside the step. */
  failed(message) {
    if (process.env.GITHUB_ACTIONS === "true") {
      process.stdout.write(`::error title=SignalBeam::${escaped(message)}\n`);
    } else {
      process.stderr.write(`signalbeam: ${message}\n`);
    }
  }
}

/** As workflow commands want it: a line would end the message. */
function escaped(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Columns under their headings; a column is `[heading, value of a row]`. */
export function table(rows, columns) {
  if (rows.length === 0) return "none";
  const cells = [columns.map(([heading]) => heading), ...rows.map((row) => columns.map(([, of]) => shown(of(row))))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  return cells.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd()).join("\n");
}

/** A name and a value a line, without those that are not there. */
export function sheet(entries) {
  const there = Object.entries(entries).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const width = Math.max(...there.map(([name]) => name.length));
  return there.map(([name, value]) => `${name.padEnd(width)}  ${shown(value)}`).join("\n");
}

/** Control characters would let what a device says write over the terminal. */
function shown(value) {
  return String(value ?? "").replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
}

export function labels(of) {
  return Object.entries(of ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

export function ago(instant) {
  if (instant === undefined) return "never";
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant)) / 1000));
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

/** Of a device, line by line as it wrote it: colours and other controls are left out. */
export function line(text) {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
