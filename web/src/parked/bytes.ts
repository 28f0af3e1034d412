/** Bytes that travel as base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Sixteen bytes a line: their place, each in hexadecimal, and what of them is readable ASCII. */
export function hexLines(bytes: Uint8Array, most = 4096): string[] {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${ascii}`);
  }
  return lines;
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `-2 h`, `+30 min`, `1.5 d` in milliseconds; nothing where it is no length of time. Without a unit it is seconds. */
export function shiftMillis(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return 0;
  const [, number, unit] = /^([+-]?\d+(?:\.\d+)?)\s*(ms|s|min|h|d)?$/.exec(trimmed) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * (UNITS[unit ?? "s"] ?? 1_000));
}
