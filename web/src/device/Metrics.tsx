import { useMetrics, type MetricSeries } from "../api/queries";
import { bytes, percent } from "../lib/format";
import { Card } from "../ui/card";
import { EmptyState, QueryError, Skeleton } from "../ui/states";
import { Chart } from "../ui/chart";
import { RANGES, type Range } from "./ranges";

interface Plot {
  title: string;
  names: string[];
  format: (value: number) => string;
  min: number;
  max?: number;
  binary?: boolean;
}

const PLOTS: Plot[] = [
  { title: "CPU", names: ["cpuPercent"], format: percent, min: 0, max: 100 },
  { title: "Memory", names: ["memoryUsedBytes"], format: bytes, min: 0, binary: true },
  { title: "Disk", names: ["diskUsedBytes"], format: bytes, min: 0, binary: true },
  {
    title: "Temperature",
    names: ["temperatureCelsius"],
    format: (value) => `${value.toFixed(0)} °C`,
    min: 0,
  },
];

export function Metrics({
  deviceId,
  range,
  onRange,
}: {
  deviceId: string;
  range: Range;
  onRange: (range: Range) => void;
}) {
  const metrics = useMetrics(deviceId, RANGES[range]);
  return (
    <Card title="Metrics" action={<RangePicker range={range} onRange={onRange} />}>
      {metrics.data === undefined ? (
        metrics.isError ? (
          <QueryError what="The metrics" error={metrics.error} onRetry={() => void metrics.refetch()} />
        ) : (
          <Skeleton className="h-40" />
        )
      ) : (
        <Plots series={metrics.data} />
      )}
    </Card>
  );
}

function Plots({ series }: { series: MetricSeries }) {
  const plots = PLOTS.filter((plot) => points(series, plot).length > 0);
  if (plots.length === 0) {
    return (
      <EmptyState title="No telemetry in this time">
        The device sends a sample every half a minute.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-x-6 gap-y-5 md:grid-cols-2">
      {plots.map((plot) => (
        <Chart
          key={plot.title}
          title={plot.title}
          points={points(series, plot)}
          from={Date.parse(series.from)}
          to={Date.parse(series.to)}
          format={plot.format}
          min={plot.min}
          max={plot.max}
          binary={plot.binary ?? false}
        />
      ))}
    </div>
  );
}

function points(series: MetricSeries, plot: Plot) {
  const found = series.series.find((one) => plot.names.includes(one.name));
  return (found?.points ?? []).map(([time, mean]) => ({ time: time ?? 0, value: mean ?? 0 }));
}

function RangePicker({ range, onRange }: { range: Range; onRange: (range: Range) => void }) {
  return (
    <div className="bg-raised flex rounded-lg p-0.5" role="group" aria-label="Time range">
      {(Object.keys(RANGES) as Range[]).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === range}
          onClick={() => onRange(one)}
          className={`rounded-md px-2.5 py-1 text-xs font-medium ${one === range ? "bg-surface shadow-xs" : "text-muted hover:text-ink"}`}
        >
          {one}
        </button>
      ))}
    </div>
  );
}
