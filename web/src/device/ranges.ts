export const RANGES = { "1h": 60, "6h": 360, "24h": 1_440, "7d": 10_080, "30d": 43_200 } as const;

/** How far back a chart looks; the value is in minutes. */
export type Range = keyof typeof RANGES;

export function parseRange(text: unknown): Range | undefined {
  return typeof text === "string" && text in RANGES ? (text as Range) : undefined;
}
