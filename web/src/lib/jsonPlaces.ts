/** Where a value stands in a text: offsets in UTF-16 code units, the end excluded. */
export interface Place {
  from: number;
  to: number;
}

export type ParsedJson =
  { ok: true; value: unknown; places: Map<string, Place> } | { ok: false; at: number; message: string };

/**
 * JSON as RFC 8259 has it, with the place of each value by its path (`containers[0].image`), so that a complaint about
 * a field can be shown where the field is. A name that an object holds twice is refused, as the API does.
 */
export function parseJson(text: string): ParsedJson {
  const reader = new Reader(text);
  try {
    const value = reader.document();
    return { ok: true, value, places: reader.places };
  } catch (refused) {
    if (refused instanceof NotJson) return { ok: false, at: refused.at, message: refused.message };
    throw refused;
  }
}

/** The place of a path, or of the nearest thing around it that is there. */
export function placeOf(places: Map<string, Place>, path: string): Place {
  for (let at = path; at !== ""; at = parentOf(at)) {
    const place = places.get(at);
    if (place !== undefined) return place;
  }
  const whole = places.get("") ?? { from: 0, to: 0 };
  return { from: whole.from, to: Math.min(whole.from + 1, whole.to) };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("."), path.lastIndexOf("["), 0));
}

/** Line and column, both from 1. */
export function lineOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

class NotJson extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\[^])*"/y;
const DEEPEST = 200;

class Reader {
  readonly places = new Map<string, Place>();
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): unknown {
    this.space();
    if (this.at === this.text.length) throw new NotJson(0, "there is nothing yet");
    const value = this.value("", 0);
    this.space();
    if (this.at < this.text.length) throw new NotJson(this.at, "there is something behind the end");
    return value;
  }

  private value(path: string, depth: number): unknown {
    if (depth > DEEPEST) throw new NotJson(this.at, "this is nested too deeply");
    this.space();
    const from = this.at;
    const value = this.bare(path, depth);
    this.places.set(path, { from, to: this.at });
    return value;
  }

  private bare(path: string, depth: number): unknown {
    const first = this.text[this.at];
    if (first === "{") return this.object(path, depth);
    if (first === "[") return this.list(path, depth);
    if (first === '"') return this.string("this text does not end");
    if (first === "-" || (first !== undefined && first >= "0" && first <= "9"))
      return JSON.parse(this.matched(NUMBER, "this is no number"));
    for (const [word, value] of WORDS)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    throw new NotJson(
      this.at,
      this.at >= this.text.length ? "a value is missing at the end" : "a value is missing here",
    );
  }

  private object(path: string, depth: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    this.at++;
    this.space();
    if (this.took("}")) return {};
    do {
      this.space();
      const at = this.at;
      if (this.text[at] !== '"')
        throw new NotJson(at, "the name of a field is missing here, in double quotes");
      const name = this.string("this name does not end");
      if (entries.has(name)) throw new NotJson(at, `'${name}' is there twice`);
      this.space();
      if (!this.took(":")) throw new NotJson(this.at, "a ':' is missing here");
      entries.set(name, this.value(path === "" ? name : `${path}.${name}`, depth + 1));
      this.space();
    } while (this.took(","));
    if (!this.took("}")) throw new NotJson(this.at, "a ',' or '}' is missing here");
    return Object.fromEntries(entries);
  }

  private list(path: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.at++;
    this.space();
    if (this.took("]")) return items;
    do {
      items.push(this.value(`${path}[${items.length}]`, depth + 1));
      this.space();
    } while (this.took(","));
    if (!this.took("]")) throw new NotJson(this.at, "a ',' or ']' is missing here");
    return items;
  }

  private string(otherwise: string): string {
    const from = this.at;
    const written = this.matched(STRING, otherwise);
    try {
      return JSON.parse(written) as string;
    } catch {
      throw new NotJson(
        from,
        "this text has a character that must be escaped, or an escape that there is not",
      );
    }
  }

  private matched(pattern: RegExp, otherwise: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) throw new NotJson(this.at, otherwise);
    this.at = pattern.lastIndex;
    return found[0];
  }

  private took(wanted: string): boolean {
    if (this.text[this.at] !== wanted) return false;
    this.at++;
    return true;
  }

  private space() {
    while (this.at < this.text.length && " \t\n\r".includes(this.text.charAt(this.at))) this.at++;
  }
}

const WORDS: [string, unknown][] = [
  ["true", true],
  ["false", false],
  ["null", null],
];
