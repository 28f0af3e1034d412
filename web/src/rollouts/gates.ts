import type { components } from "../api/generated/schema";
import { bytes, duration } from "../lib/format";
import type { ChartSeries } from "../ui/chart";

export type Gate = components["schemas"]["Gate"];
type Moment = components["schemas"]["GateState"]["history"][number];

/** One to begin with. */
export const NEW_GATE: Gate = {
  metric: "unhealthyContainersPercent",
  atMost: 0,
  minDevices: 1,
  minSamples: 5,
  onFailure: "Pause",
};

/** A measured value with its metric's unit. */
export function gateValue(metric: string, value: number): string {
  const name = metric.slice(metric.lastIndexOf(".") + 1);
  if (name.endsWith("Percent")) return `${rounded(value)} %`;
  if (name.endsWith("Bytes")) return bytes(value);
  if (name.endsWith("Seconds")) return duration(value);
  return rounded(value);
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** What a gate asks, as a sentence. */
export function gateText({ metric, against, by, atMost, atLeast, onFailure }: Gate): string {
  const of =
    against === "Rest"
      ? " beside devices that are not asked yet"
      : against === "Past"
        ? " beside what it was before"
        : "";
  const measure =
    by === "Ratio" ? `ratio of ${metric}` : by === "Difference" ? `difference of ${metric}` : metric;
  const show = (value: number) => (by === "Ratio" ? `${rounded(value)} times` : gateValue(metric, value));
  const bound =
    atMost !== undefined
      ? `at most ${show(atMost)}`
      : atLeast !== undefined
        ? `at least ${show(atLeast)}`
        : "";
  return `${measure}${of}: ${bound}; else it ${onFailure === "RollBack" ? "rolls back" : "pauses"}`;
}

/** Of a hundred of the greater of two values, for two bars side by side. */
export function shareOfGreater(value: number | undefined, other: number | undefined): number {
  const greatest = Math.max(Math.abs(value ?? 0), Math.abs(other ?? 0));
  return greatest === 0 ? 0 : (100 * Math.abs(value ?? 0)) / greatest;
}

/** What was measured over time, and the bound that it was held against at each moment. */
export function gateLines(gate: Gate, history: readonly Moment[]): ChartSeries[] {
  const line = (name: string, of: (moment: Moment) => number | undefined): ChartSeries => ({
    name,
    points: history.flatMap((moment) => {
      const value = of(moment);
      return value === undefined ? [] : [{ time: Date.parse(moment.at), value }];
    }),
  });
  const bound = line(gate.atMost === undefined ? "at least" : "at most", ({ reference }) =>
    boundOf(gate, reference),
  );
  return [
    line("updated", (moment) => moment.updated),
    line("compared with", (moment) => moment.reference),
    { ...bound, colour: "--bad" },
  ].filter(({ points }) => points.length > 0);
}

/** In the metric's own unit; undefined where there is nothing to compare with. */
function boundOf({ by, atMost, atLeast }: Gate, reference: number | undefined): number | undefined {
  const bound = atMost ?? atLeast;
  if (by === undefined || bound === undefined) return bound;
  if (reference === undefined) return undefined;
  return by === "Ratio" ? reference * bound : reference + bound;
}
