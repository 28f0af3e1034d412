import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "../app/theme";
import { longestStep, withGaps, type Point } from "../lib/gaps";

export interface ChartProps {
  title: string;
  points: Point[];
  from: number;
  to: number;
  format: (value: number) => string;
  min: number;
  max: number | undefined;
  /** Steps of the axis in powers of two, for bytes. */
  binary?: boolean;
}

const HEIGHT = 150;
const POWERS = Array.from({ length: 46 }, (_, power) => 2 ** power);

/** One series over time, drawn on a canvas; its last value and its extent are there as text, too. */
export function Chart({ title, points, from, to, format, min, max, binary = false }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [theme] = useTheme();
  const last = points.at(-1);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new uPlot(options(element, format, min, max, binary), [[], []], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
    // The colours come from the theme.
  }, [theme, format, min, max, binary]);

  useEffect(() => {
    const made = plot.current;
    if (made === null) return;
    made.batch(() => {
      const drawn = withGaps(points, longestStep(points));
      made.setData([drawn.map((point) => point.time / 1_000), drawn.map((point) => point.value)], false);
      made.setScale("x", { min: from / 1_000, max: to / 1_000 });
    });
  }, [points, from, to, theme, format, min, max, binary]);

  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex items-baseline gap-2 text-xs">
        <span className="font-medium">{title}</span>
        <span className="text-muted tabular-nums">{last === undefined ? "" : format(last.value)}</span>
      </figcaption>
      <div ref={box} className="h-[150px]" />
    </figure>
  );
}

function options(
  element: HTMLElement,
  format: (value: number) => string,
  min: number,
  max: number | undefined,
  binary: boolean,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const accent = colour("--accent");
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
    cursor: { y: false },
    scales: {
      x: { time: true },
      y: { range: (_, __, high) => [min, max ?? Math.max(high * 1.15, min + 1)] },
    },
    axes: [
      { ...axis, space: 70 },
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
      {
        stroke: accent,
        width: 1.5,
        fill: `color-mix(in oklch, ${accent} 12%, transparent)`,
        points: { show: false },
      },
    ],
  };
}
