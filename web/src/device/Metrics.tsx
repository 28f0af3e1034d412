import { ZoomOut } from "lucide-react";
import { useMemo } from "react";
import { useMetrics, type Device, type MetricSeries } from "../api/queries";
import { bytes, percent } from "../lib/format";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Chart } from "../ui/chart";
import { Loaded } from "../ui/loaded";
import { Segments } from "../ui/segments";
import { EmptyState, Skeleton } from "../ui/states";
import { RANGES, type Range } from "./ranges";
import type { DeviceSearch } from "./search";

interface Plot {
  title: string;
  name: string;
  format: (value: number) => string;
  max?: number;
  /** The metric whose last value is the top of the axis. */
  of?: string;
  binary?: boolean;
}

const celsius = (value: number) => `${value.toFixed(0)} °C`;
const plain = (value: number) => value.toLocaleString(undefined, { maximumFractionDigits: 2 });

const PLOTS: Plot[] = [
  { title: "CPU", name: "cpuPercent", format: percent, max: 100 },
  { title: "Memory", name: "memoryUsedBytes", format: bytes, of: "memoryTotalBytes", binary: true },
  { title: "Disk", name: "diskUsedBytes", format: bytes, of: "diskTotalBytes", binary: true },
  { title: "Temperature", name: "temperatureCelsius", format: celsius },
  { title: "Load", name: "load1", format: plain },
];
const NAMES = PLOTS.flatMap((plot) => (plot.of === undefined ? [plot.name] : [plot.name, plot.of]));
/** The most of a device's own metrics that are drawn. */
const MOST_CUSTOM = 6;

export interface MetricsProps {
  device: Device;
  search: DeviceSearch;
  onSearch: (search: DeviceSearch) => void;
}

export function Metrics({ device, search, onSearch }: MetricsProps) {
  const { from, to, range = "1h", ...rest } = search;
  const customKey = Object.keys(device.metrics?.custom ?? {})
    .sort()
    .slice(0, MOST_CUSTOM)
    .join("\n");
  const plots = useMemo(() => [...PLOTS, ...customPlots(customKey)], [customKey]);
  const names = useMemo(() => [...NAMES, ...customPlots(customKey).map((plot) => plot.name)], [customKey]);
  const zoomed = from !== undefined && to !== undefined;
  const metrics = useMetrics(device.id, zoomed ? { from, to } : { minutes: RANGES[range] }, names);
  return (
    <Card
      title="Metrics"
      action={
        <div className="flex items-center gap-2">
          {zoomed && (
            <Button className="py-1 text-xs" onClick={() => onSearch({ ...rest, range })}>
              <ZoomOut className="size-3.5" aria-hidden="true" /> Whole range
            </Button>
          )}
          <Segments
            label="Time range"
            value={zoomed ? undefined : range}
            options={Object.keys(RANGES) as Range[]}
            onChange={(next) => onSearch({ ...rest, range: next })}
          />
        </div>
      }
    >
      <Loaded query={metrics} what="The metrics" skeleton={<Skeleton className="h-40" />}>
        {(series) => (
          <Plots
            series={series}
            plots={plots}
            onZoom={(start, end) => onSearch({ ...rest, range, from: start, to: end })}
          />
        )}
      </Loaded>
    </Card>
  );
}

/** Metrics that devices named themselves, by their names with a line between. */
function customPlots(names: string): Plot[] {
  return names
    .split("\n")
    .filter((name) => name !== "")
    .map((name) => ({ title: name, name: `custom.${name}`, format: plain }));
}

function Plots({
  series,
  plots,
  onZoom,
}: {
  series: MetricSeries;
  plots: Plot[];
  onZoom: (from: number, to: number) => void;
}) {
  const drawn = useMemo(
    () =>
      plots
        .map((plot) => ({
          plot,
          lines: [{ name: plot.title, points: pointsOf(series, plot.name) }],
          max: plot.max ?? (plot.of === undefined ? undefined : pointsOf(series, plot.of).at(-1)?.value),
        }))
        .filter(({ lines }) => (lines[0]?.points.length ?? 0) > 0),
    [series, plots],
  );
  if (drawn.length === 0) {
    return (
      <EmptyState title="No telemetry in this time">
        The device sends a sample every half a minute.
      </EmptyState>
    );
  }
  return (
    <>
      <div className="grid gap-x-6 gap-y-5 md:grid-cols-2">
        {drawn.map(({ plot, lines, max }) => (
          <Chart
            key={plot.name}
            title={plot.title}
            series={lines}
            from={Date.parse(series.from)}
            to={Date.parse(series.to)}
            format={plot.format}
            min={0}
            max={max}
            binary={plot.binary ?? false}
            onZoom={onZoom}
          />
        ))}
      </div>
      <p className="text-muted mt-3 hidden text-xs sm:block">
        Draw over a part of a chart to look at it closely.
      </p>
    </>
  );
}

function pointsOf(series: MetricSeries, name: string) {
  const found = series.series.find((one) => one.name === name);
  return (found?.points ?? []).map(([time, mean]) => ({ time: time ?? 0, value: mean ?? 0 }));
}
