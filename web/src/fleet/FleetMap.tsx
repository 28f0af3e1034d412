import { useQuery } from "@tanstack/react-query";
import { Minus, Plus, RotateCcw } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";
import land from "world-atlas/land-110m.json";
import { useTheme } from "../app/theme";
import { POLL } from "../api/live";
import { api, taken } from "../api/client";
import type { Device, DeviceFilter, DeviceStatus } from "../api/queries";
import { counted } from "../lib/format";
import { LOCATION_LABEL, parseLocation } from "../lib/location";
import { Button } from "../ui/button";
import { Loaded } from "../ui/loaded";
import { EmptyState, Skeleton } from "../ui/states";
import { fitting, moved, project, sites, zoomed, type Site, type View } from "./mapView";
import type { FleetSearch } from "./search";

/** The most devices that are put on the map. */
const MOST = 5_000;
const HEIGHT = 420;

const COLOURS: Record<DeviceStatus, string> = {
  Online: "--good",
  Updating: "--busy",
  Degraded: "--warn",
  Offline: "--bad",
};

/** Rings of the world's coasts, as longitude and latitude. */
const COASTS: number[][][] = rings();

function rings(): number[][][] {
  const world = land as unknown as Topology;
  const object = world.objects.land;
  if (object === undefined) return [];
  const made = feature(world, object);
  const features = made.type === "FeatureCollection" ? made.features : [made];
  return features.flatMap(({ geometry }) =>
    geometry.type === "MultiPolygon"
      ? geometry.coordinates.flat()
      : geometry.type === "Polygon"
        ? geometry.coordinates
        : [],
  );
}

export interface FleetMapProps {
  filter: DeviceFilter;
  onOpen: (deviceId: string) => void;
  onSearch: (search: Pick<FleetSearch, "selector" | "view">) => void;
}

/** Where devices are, as their location label says; the same as a list for those who do not see the picture. */
export function FleetMap({ filter, onOpen, onSearch }: FleetMapProps) {
  const located = useLocated(filter);
  return (
    <Loaded query={located} what="The map" skeleton={<Skeleton className="m-4 h-80" />}>
      {({ devices, total }) => {
        const all = sites(devices);
        const open = (site: Site) => {
          const only = site.devices.length === 1 ? site.devices[0] : undefined;
          if (only !== undefined) onOpen(only.id);
          else onSearch({ selector: at(filter.selector, site) });
        };
        return all.length === 0 ? (
          <EmptyState title="No device says where it is">
            Give devices a label such as <code className="font-mono text-xs">location=59.91N_10.75E</code>.
          </EmptyState>
        ) : (
          <>
            <Canvas all={all} onOpen={open} />
            <ul className="flex flex-wrap gap-2 border-t p-4" aria-label="Places">
              {all.slice(0, 40).map((site) => (
                <li key={site.key}>
                  <Button onClick={() => open(site)}>
                    <span
                      className="size-2 rounded-full"
                      style={{ background: `var(${COLOURS[site.worst]})` }}
                      aria-hidden="true"
                    />
                    {site.devices[0]?.labels.site ?? site.key}
                    <span className="text-muted tabular-nums">{site.devices.length.toLocaleString()}</span>
                    <span className="sr-only">, the worst is {site.worst}</span>
                  </Button>
                </li>
              ))}
            </ul>
            {devices.length < total && (
              <p className="text-muted border-t px-4 py-3 text-xs" role="status">
                The first {devices.length.toLocaleString()} of {counted(total, "device")} with a location.
                Filter to see others.
              </p>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function at(selector: string | undefined, site: Site): string {
  const own = `${LOCATION_LABEL}=${site.key}`;
  return selector === undefined ? own : `${selector},${own}`;
}

function useLocated(filter: DeviceFilter) {
  return useQuery({
    queryKey: ["devices", "located", filter],
    queryFn: async () => {
      const selector = [filter.selector, LOCATION_LABEL].filter((part) => part !== undefined).join(",");
      const devices: Device[] = [];
      let total = 0;
      let cursor: string | undefined;
      do {
        const query = { ...filter, selector, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
        const page = await taken(api.GET("/devices", { params: { query } }));
        devices.push(...page.items);
        total = page.total ?? total;
        cursor = page.nextCursor;
      } while (cursor !== undefined && devices.length < MOST);
      return { devices, total };
    },
    // Many requests for a large fleet: less often than a list in sight.
    refetchInterval: (query) => ((query.state.data?.devices.length ?? 0) > 400 ? 30_000 : POLL),
  });
}

function Canvas({ all, onOpen }: { all: Site[]; onOpen: (site: Site) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [chosenView, setView] = useState<View | null>(null);
  const [over, setOver] = useState<Site | null>(null);
  const [theme] = useTheme();
  // Only other places move the picture; devices that come and go at them do not.
  const places = all
    .map((site) => site.key)
    .sort()
    .join(" ");
  const home = useMemo(
    () =>
      fitting(
        places.split(" ").flatMap((key) => parseLocation(key) ?? []),
        width,
        HEIGHT,
      ),
    [places, width],
  );
  const view = chosenView ?? home;

  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (element === null || element === undefined) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (canvas.current !== null && width > 0) draw(canvas.current, all, view, width, over);
  }, [all, view, width, theme, over]);

  const hit = (x: number, y: number): Site | null =>
    all.find((site) => {
      const [left, top] = project(view, site.at, width, HEIGHT);
      return Math.hypot(left - x, top - y) <= radius(site) + 4;
    }) ?? null;
  const drag = useRef<{ x: number; y: number; far: boolean } | null>(null);

  return (
    <div className="relative touch-pan-y overflow-hidden" style={{ height: HEIGHT }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Map with ${counted(all.length, "place")}, listed below it`}
        className={over === null ? "cursor-grab" : "cursor-pointer"}
        style={{ width: "100%", height: HEIGHT }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY, far: false };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from === null) {
            setOver(hit(event.nativeEvent.offsetX, event.nativeEvent.offsetY));
            return;
          }
          const [right, down] = [event.clientX - from.x, event.clientY - from.y];
          if (!from.far && Math.hypot(right, down) < 4) return;
          drag.current = { x: event.clientX, y: event.clientY, far: true };
          setView(moved(view, right, down));
        }}
        onPointerUp={(event) => {
          const far = drag.current?.far === true;
          drag.current = null;
          const site = far ? null : hit(event.nativeEvent.offsetX, event.nativeEvent.offsetY);
          if (site !== null) onOpen(site);
        }}
      />
      {over !== null && (
        <p className="bg-surface pointer-events-none absolute top-3 left-3 rounded-lg border px-3 py-1.5 text-sm shadow">
          {over.devices[0]?.labels.site ?? over.key}: {over.devices.length.toLocaleString()}
        </p>
      )}
      <div className="absolute top-3 right-3 flex flex-col gap-1">
        <Button className="p-2" aria-label="Closer" onClick={() => setView(zoomed(view, 1.6, width))}>
          <Plus className="size-4" />
        </Button>
        <Button className="p-2" aria-label="Farther" onClick={() => setView(zoomed(view, 1 / 1.6, width))}>
          <Minus className="size-4" />
        </Button>
        <Button className="p-2" aria-label="All places" onClick={() => setView(null)}>
          <RotateCcw className="size-4" />
        </Button>
      </div>
    </div>
  );
}

function radius(site: Site): number {
  return Math.min(22, 6 + 3 * Math.log2(site.devices.length));
}

function draw(canvas: HTMLCanvasElement, all: Site[], view: View, width: number, over: Site | null) {
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  context.scale(ratio, ratio);
  context.fillStyle = colour("--canvas");
  context.fillRect(0, 0, width, HEIGHT);
  context.fillStyle = colour("--raised");
  context.strokeStyle = colour("--line");
  context.beginPath();
  for (const ring of COASTS) {
    ring.forEach(([longitude = 0, latitude = 0], index) => {
      const [x, y] = project(view, { latitude, longitude }, width, HEIGHT);
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.closePath();
  }
  context.fill("evenodd");
  context.stroke();
  // The worst are drawn last, above the others.
  for (const site of [...all].reverse()) {
    const [x, y] = project(view, site.at, width, HEIGHT);
    context.beginPath();
    context.arc(x, y, radius(site), 0, 2 * Math.PI);
    context.fillStyle = colour(COLOURS[site.worst]);
    context.globalAlpha = 0.85;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = site === over ? 3 : 1.5;
    context.strokeStyle = colour("--surface");
    context.stroke();
    if (site.devices.length > 1) {
      context.fillStyle = colour("--surface");
      context.font = "600 11px 'Inter Variable', sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(String(site.devices.length), x, y);
    }
  }
}
