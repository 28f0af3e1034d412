export interface Point {
  /** Unix milliseconds. */
  time: number;
  value: number;
}

/** A point of a drawn line; null lifts the pen. */
export interface DrawnPoint {
  time: number;
  value: number | null;
}

/** How far apart two points may be and still belong together: four times the usual step, at least a minute. */
export function longestStep(points: Point[]): number {
  const steps = points.slice(1).map((point, index) => point.time - (points[index]?.time ?? point.time));
  steps.sort((a, b) => a - b);
  return Math.max(60_000, 4 * (steps[Math.floor(steps.length / 2)] ?? 0));
}

/** The same points, with the pen lifted wherever nothing was heard for longer than that. */
export function withGaps(points: Point[], longest: number): DrawnPoint[] {
  return points.flatMap((point, index): DrawnPoint[] => {
    const before = points[index - 1];
    return before !== undefined && point.time - before.time > longest
      ? [{ time: before.time + 1, value: null }, point]
      : [point];
  });
}
