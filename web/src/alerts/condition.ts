import { bytes, duration } from "../lib/format";
import type { AlertRule } from "./data";

type Condition = AlertRule["condition"];

/** Metrics to choose from; any other that telemetry names can be typed. */
export const METRICS = [
  "cpuPercent",
  "memoryUsedPercent",
  "diskUsedPercent",
  "offlineSeconds",
  "temperatureCelsius",
  "load1",
] as const;

/** A value with its metric's unit. */
export function valueText(metric: string, value: number): string {
  const name = metric.slice(metric.lastIndexOf(".") + 1);
  if (name.endsWith("Percent")) return `${rounded(value)} %`;
  if (name.endsWith("Seconds")) return duration(value);
  if (name.endsWith("Bytes")) return bytes(value);
  if (name.endsWith("Celsius")) return `${rounded(value)} °C`;
  return rounded(value);
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const AGGREGATIONS: Record<Condition["aggregation"], string> = {
  Avg: "on average",
  Min: "at the least",
  Max: "at the most",
  Last: "at last",
};

/** A rule's condition as a sentence. */
export function conditionText({
  type,
  metric,
  aggregation,
  windowSeconds,
  operator,
  threshold,
  historyHours,
}: Condition): string {
  const measured = `${metric}, ${AGGREGATIONS[aggregation]} over ${duration(windowSeconds)}, is`;
  if (type === "Anomaly") {
    const side = operator === "Above" ? "above" : operator === "Below" ? "below" : "away from";
    return `${measured} more than ${threshold} deviations ${side} what is usual in ${historyHours} h`;
  }
  return `${measured} ${operator === "Below" ? "below" : "above"} ${valueText(metric, threshold)}`;
}
