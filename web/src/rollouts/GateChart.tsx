import { useCallback, useMemo } from "react";
import type { components } from "../api/generated/schema";
import { Chart } from "../ui/chart";
import { gateLines, gateValue, type Gate } from "./gates";

/** What a gate has measured of a wave since it was first asked, beside its bound. */
export default function GateChart({
  gate,
  state,
}: {
  gate: Gate;
  state: components["schemas"]["GateState"];
}) {
  const { metric } = gate;
  const series = useMemo(() => gateLines(gate, state.history), [gate, state.history]);
  const format = useCallback((value: number) => gateValue(metric, value), [metric]);
  const points = series.flatMap((line) => line.points);
  return (
    <Chart
      title="Since it was first asked"
      series={series}
      from={Math.min(...points.map((point) => point.time))}
      to={Math.max(...points.map((point) => point.time))}
      format={format}
      min={Math.min(0, ...points.map((point) => point.value))}
      max={undefined}
      binary={metric.endsWith("Bytes")}
    />
  );
}
