/** In pixels: between chips, and what "+12" takes. */
const GAP = 4;
const COUNTER = 28;

/** About as wide as a chip becomes, in pixels; wide rather than narrow, because what is too wide would be cut off. */
export const chipWidth = {
  /** `font-mono text-[11px] px-1.5` */
  mono: (text: string) => Math.ceil(text.length * 6.8) + 12,
  /** `text-xs font-medium px-2` */
  plain: (text: string) => Math.ceil(text.length * 7) + 16,
};

/**
 * How many of some chips, from the first on, stand in so many lines of a width in pixels, with room on the last one for
 * what counts the rest, where any is left. One at the least: it is shortened where it is too wide.
 */
export function fitting(widths: readonly number[], room: number, lines: number): number {
  if (linesOf(widths, room) <= lines) return widths.length;
  let count = widths.length - 1;
  while (count > 1 && linesOf([...widths.slice(0, count), COUNTER], room) > lines) count--;
  return Math.max(count, 1);
}

/** How many lines chips take, one after the other. */
function linesOf(widths: readonly number[], room: number): number {
  let lines = widths.length === 0 ? 0 : 1;
  let used = 0;
  for (const width of widths) {
    const needed = Math.min(width, room);
    if (used > 0 && used + GAP + needed > room) {
      lines++;
      used = needed;
    } else {
      used += (used === 0 ? 0 : GAP) + needed;
    }
  }
  return lines;
}
