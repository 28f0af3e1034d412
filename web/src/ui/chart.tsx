import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "../app/theme";
import { longestStep, withGaps, type Point } from "../lib/gaps";

export interface ChartSeries {
  name: string;
  points: Point[];
  /** A colour of the theme, such as `--bad`; else the next of the usual ones. */
  colour?: string;
}

export interface ChartProps {
  title: string;
  /** One line each; the first in the accent's colour. */
  series: ChartSeries[];
  /** Unix milliseconds. */
  from: number;
  to: number;
  format: (value: number) => string;
  min: number;
  max: number | undefined;
  /** Steps of the axis in powers of two, for bytes. */
  binary?: boolean;
  /** Called with the part of time that somebody has drawn over, in Unix milliseconds. */
  onZoom?: ((from: number, to: number) => void) | undefined;
}

const HEIGHT = 150;
const POWERS = Array.from({ length: 46 }, (_, power) => 2 ** power);
const COLOURS = ["--accent", "--good", "--warn", "--busy", "--bad", "--muted"];
/** In pixels: a shorter stroke is a click. */
const SHORTEST_ZOOM = 8;

/** Lines over time, drawn on a canvas; the last values, or those under the pointer, are there as text, too. */
export function Chart({ title, series, from, to, format, min, max, binary = false, onZoom }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const said = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot | null>(null);
  const zoom = useRef(onZoom);
  const [theme] = useTheme();
  const names = series.map((one) => one.name).join("\n");
  const colours = series
    .map((one, line) => one.colour ?? COLOURS[line % COLOURS.length] ?? "--accent")
    .join("\n");
  const latest = describe(
    series.map((one) => [one.name, one.points.at(-1)?.value]),
    format,
  );

  useEffect(() => {
    zoom.current = onZoom;
  }, [onZoom]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const lines = names.split("\n");
    const made = new uPlot(
      {
        ...look(element, colours.split("\n"), format, min, max, binary),
        hooks: {
          setCursor: [
            (chart) => {
              const index = chart.cursor.idx;
              if (said.current === null) return;
              said.current.textContent =
                typeof index === "number"
                  ? describe(
                      lines.map((name, line) => [name, chart.data[line + 1]?.[index]]),
                      format,
                    )
                  : (said.current.dataset.latest ?? "");
            },
          ],
          setSelect: [
            (chart) => {
              const { left, width } = chart.select;
              if (width < SHORTEST_ZOOM) return;
              const time = (pixel: number) => Math.round(chart.posToVal(pixel, "x") * 1_000);
              zoom.current?.(time(left), time(left + width));
              chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
      },
      [[], ...lines.map(() => [])],
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
    // The colours come from the theme.
  }, [theme, format, min, max, binary, names, colours]);

  useEffect(() => {
    const made = plot.current;
    if (made === null) return;
    made.batch(() => {
      made.setData(table(series), false);
      made.setScale("x", { min: from / 1_000, max: to / 1_000 });
    });
  }, [series, from, to, theme, format, min, max, binary, names, colours]);

  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-2 text-xs">
        <span className="font-medium">{title}</span>
        <span ref={said} data-latest={latest} className="text-muted tabular-nums">
          {latest}
        </span>
      </figcaption>
      <div ref={box} className="h-[150px]" />
    </figure>
  );
}

function describe(values: [string, number | null | undefined][], format: (value: number) => string): string {
  return values
    .map(([name, value]) => {
      const text = value === null || value === undefined ? "–" : format(value);
      return values.length === 1 ? text : `${name} ${text}`;
    })
    .join(" · ");
}

/** All lines over the same moments, with the pen lifted where a line has none near. */
function table(series: ChartSeries[]): uPlot.AlignedData {
  const drawn = series.map((one) => withGaps(one.points, longestStep(one.points)));
  const only = drawn[0];
  if (drawn.length === 1 && only !== undefined) {
    return [only.map((point) => point.time / 1_000), only.map((point) => point.value)];
  }
  return uPlot.join(
    drawn.map((line) => [line.map((point) => point.time / 1_000), line.map((point) => point.value)]),
  );
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
/** In seconds: a longer range shows days. */
const LONG = 2 * 86_400;

/** Ticks of the time axis as people here write them; the day stands below the first one. */
function moments(chart: uPlot, ticks: number[]): string[] {
  const { min, max } = chart.scales.x ?? {};
  const long = (max ?? 0) - (min ?? 0) > LONG;
  return ticks.map((tick, index) => {
    const at = new Date(tick * 1_000);
    if (long) return DAY.format(at);
    return index === 0 ? `${TIME.format(at)}\n${DAY.format(at)}` : TIME.format(at);
  });
}

function look(
  element: HTMLElement,
  colours: readonly string[],
  format: (value: number) => string,
  min: number,
  max: number | undefined,
  binary: boolean,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour("--muted"),
    font: "11px 'Inter Variable', sans-serif",
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, sync: { key: "charts" } },
    scales: {
      x: { time: true },
      y: { range: (_, __, high) => [min, max ?? Math.max(high * 1.15, min + 1)] },
    },
    axes: [
      { ...axis, space: 70, values: (chart, ticks) => moments(chart, ticks) },
      {
        ...axis,
        size: 62,
        space: 36,
        ...(binary ? { incrs: POWERS } : {}),
        values: (_, ticks) => ticks.map((tick) => format(tick)),
      },
    ],
    series: [
      {},
      ...colours.map((name): uPlot.Series => {
        const stroke = colour(name);
        return {
          stroke,
          width: 1.5,
          ...(colours.length === 1 ? { fill: `color-mix(in oklch, ${stroke} 12%, transparent)` } : {}),
          points: { show: false },
          spanGaps: colours.length > 1,
        };
      }),
    ],
  };
}
