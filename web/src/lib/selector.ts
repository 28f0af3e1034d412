/** What completion knows: label keys and facts, each with the values that were seen. */
export type KnownLabels = ReadonlyMap<string, ReadonlySet<string>>;

export interface Completion {
  /** The part of the text that a choice takes the place of. */
  from: number;
  to: number;
  options: { text: string; hint: string }[];
}

const MOST = 12;
const KEY = "[A-Za-z0-9_./-]*";
const VALUE = "[A-Za-z0-9_./+-]*";

/** What may come next where the caret stands, by the grammar of `io.signalbeam.shared.label.SelectorParser`. */
export function complete(text: string, caret: number, known: KnownLabels): Completion {
  const start = requirementStart(text.slice(0, caret));
  const typed = text.slice(start, caret);
  const none: Completion = { from: caret, to: caret, options: [] };

  const listed = new RegExp(`^\\s*(${KEY})\\s+(?:in|notin)\\s*\\(((?:[^,()]*,)*)\\s*(${VALUE})$`).exec(typed);
  if (listed !== null) {
    const taken = new Set((listed[2] ?? "").split(",").map((value) => value.trim()));
    const values = [...(known.get(listed[1] ?? "") ?? [])].filter(
      (value) => value !== "" && !taken.has(value),
    );
    return within(text, caret, listed[3] ?? "", values, "value");
  }
  const compared = new RegExp(`^\\s*(${KEY})\\s*(?:==?|!=)\\s*(${VALUE})$`).exec(typed);
  if (compared !== null) {
    const values = [...(known.get(compared[1] ?? "") ?? [])].filter((value) => value !== "");
    return within(text, caret, compared[2] ?? "", values, "value");
  }
  const operator = new RegExp(`^\\s*(${KEY})\\s+([a-z]*)$`).exec(typed);
  if (operator !== null && known.has(operator[1] ?? "")) {
    return within(text, caret, operator[2] ?? "", ["in (", "notin ("], "operator");
  }
  const key = new RegExp(`^\\s*!?(${KEY})$`).exec(typed);
  if (key === null) return none;
  const partial = key[1] ?? "";
  if (known.has(partial) && !typed.includes("!")) {
    const end = caret;
    const values = [...(known.get(partial) ?? [])].filter((value) => value !== "").slice(0, MOST - 2);
    return {
      from: end,
      to: end,
      options: [
        ...values.map((value) => ({ text: `=${value}`, hint: "equals" })),
        ...(values.length > 0 ? [{ text: " in (", hint: "any of" }] : []),
      ],
    };
  }
  return within(text, caret, partial, [...known.keys()], "label");
}

/** The text with a choice put in, and where the caret stands then. */
export function chosen(
  text: string,
  completion: Completion,
  option: string,
): { text: string; caret: number } {
  const before = text.slice(0, completion.from) + option;
  return { text: before + text.slice(completion.to), caret: before.length };
}

function within(text: string, caret: number, partial: string, all: string[], hint: string): Completion {
  const wanted = partial.toLowerCase();
  const options = all
    .filter((one) => one.toLowerCase().includes(wanted) && one !== partial)
    .sort((a, b) => Number(b.startsWith(partial)) - Number(a.startsWith(partial)) || a.localeCompare(b))
    .slice(0, MOST)
    .map((one) => ({ text: one, hint }));
  const rest = /^[A-Za-z0-9_./+-]*/.exec(text.slice(caret))?.[0] ?? "";
  return { from: caret - partial.length, to: caret + rest.length, options };
}

/** Where the requirement begins that the text ends in: after the last comma that is outside of brackets. */
function requirementStart(text: string): number {
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text.charAt(index);
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === "," && depth === 0) start = index + 1;
  }
  return start;
}

/** The labels of many devices, by key; a device's facts are there too, as selectors name them. */
export function knownLabels(
  devices: readonly {
    labels: Record<string, string>;
    facts: { os: string; arch: string; version: string };
  }[],
): KnownLabels {
  const known = new Map<string, Set<string>>();
  const add = (key: string, value: string) => {
    const values = known.get(key) ?? new Set<string>();
    values.add(value);
    known.set(key, values);
  };
  for (const device of devices) {
    Object.entries(device.labels).forEach(([key, value]) => add(key, value));
    add("os.name", device.facts.os);
    add("os.arch", device.facts.arch);
    add("agent.version", device.facts.version);
  }
  return known;
}
