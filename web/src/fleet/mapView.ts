import type { Device, DeviceStatus } from "../api/queries";
import { LOCATION_LABEL, parseLocation, type Location } from "../lib/location";

/** Devices at one place. */
export interface Site {
  /** The label's value. */
  key: string;
  at: Location;
  devices: Device[];
  /** Of the device that needs somebody most. */
  worst: DeviceStatus;
}

/** The part of the world in sight: its middle, and how many pixels a degree is wide. */
export interface View {
  latitude: number;
  longitude: number;
  scale: number;
}

const WORST_FIRST: DeviceStatus[] = ["Offline", "Degraded", "Updating", "Online"];
/** In pixels. */
const EDGE = 48;
const MAX_SCALE = 400;

/** Devices by where they say they are; those that say nothing, or nonsense, are nowhere. */
export function sites(devices: readonly Device[]): Site[] {
  const found = new Map<string, Site>();
  for (const device of devices) {
    const key = device.labels[LOCATION_LABEL];
    const at = parseLocation(key);
    if (key === undefined || at === undefined) continue;
    const site = found.get(key) ?? { key, at, devices: [], worst: "Online" };
    site.devices.push(device);
    if (WORST_FIRST.indexOf(device.status) < WORST_FIRST.indexOf(site.worst)) site.worst = device.status;
    found.set(key, site);
  }
  return [...found.values()].sort(
    (a, b) =>
      WORST_FIRST.indexOf(a.worst) - WORST_FIRST.indexOf(b.worst) || b.devices.length - a.devices.length,
  );
}

/** The view in which all places fit into a window of that size. */
export function fitting(places: readonly Location[], width: number, height: number): View {
  if (places.length === 0) return { latitude: 20, longitude: 0, scale: width / 360 };
  const latitudes = places.map((place) => place.latitude);
  const longitudes = places.map((place) => place.longitude);
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const latitude = (south + north) / 2;
  const longitude = (west + east) / 2;
  const wide = (width - 2 * EDGE) / Math.max(east - west, 8);
  const high = ((height - 2 * EDGE) / Math.max(north - south, 8)) * squeeze(latitude);
  return { latitude, longitude, scale: Math.min(MAX_SCALE, Math.max(width / 360, Math.min(wide, high))) };
}

/** Where a place is in the window. Degrees of longitude are as wide as they really are at the view's middle. */
export function project(view: View, at: Location, width: number, height: number): [number, number] {
  return [
    width / 2 + (at.longitude - view.longitude) * view.scale,
    height / 2 - ((at.latitude - view.latitude) * view.scale) / squeeze(view.latitude),
  ];
}

/** The view after the picture was moved by so many pixels. */
export function moved(view: View, right: number, down: number): View {
  return {
    ...view,
    longitude: clamp(view.longitude - right / view.scale, 180),
    latitude: clamp(view.latitude + (down / view.scale) * squeeze(view.latitude), 85),
  };
}

export function zoomed(view: View, factor: number, width: number): View {
  return { ...view, scale: Math.min(MAX_SCALE, Math.max(width / 360, view.scale * factor)) };
}

function squeeze(latitude: number): number {
  return Math.max(0.2, Math.cos((latitude * Math.PI) / 180));
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
