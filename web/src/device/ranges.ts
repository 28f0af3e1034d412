export const RANGES = { "1h": 60, "6h": 360, "24h": 1_440, "7d": 10_080 } as const;

/** How far back a chart looks; the value is in minutes. */
export type Range = keyof typeof RANGES;

export function parseRange(text: string | undefined): Range {
  return text !== undefined && text in RANGES ? (text as Range) : "1h";
}
