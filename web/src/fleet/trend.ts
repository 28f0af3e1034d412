import type { FleetSeries } from "../api/queries";

/** Where in a point of the fleet's series each figure stands. */
const PLACES = { mean: 1, devices: 5 } as const;

/** One figure of a metric, a value for each bucket of the range; null where no device sent anything. */
export function trend(series: FleetSeries, name: string, figure: keyof typeof PLACES): (number | null)[] {
  const step = series.resolutionSeconds * 1_000;
  const points = series.series.find((one) => one.name === name)?.points ?? [];
  const first = points[0]?.[0];
  if (first === undefined || step <= 0) return [];
  const from = first - Math.floor((first - Date.parse(series.from)) / step) * step;
  const byTime = new Map(points.map((point) => [point[0], point[PLACES[figure]] ?? null]));
  const count = Math.max(1, Math.floor((Date.parse(series.to) - from) / step) + 1);
  const values = Array.from({ length: count }, (_, index) => byTime.get(from + index * step) ?? null);
  // The bucket that goes on is not full yet: it would look like a fall.
  return values.length > 1
    ? values.slice(0, -1).concat(figure === "devices" ? [] : values.slice(-1))
    : values;
}
