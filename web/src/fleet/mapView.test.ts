import { describe, expect, it } from "vitest";
import type { Device, DeviceStatus } from "../api/queries";
import { fitting, moved, project, sites, zoomed } from "./mapView";

const device = (location: string | undefined, status: DeviceStatus) =>
  ({ labels: location === undefined ? {} : { location }, status }) as unknown as Device;

const all = sites([
  device("59.91N_10.75E", "Online"),
  device("59.91N_10.75E", "Degraded"),
  device("41.15N_8.61W", "Offline"),
  device("nowhere", "Offline"),
  device(undefined, "Offline"),
]);
const places = all.map((site) => site.at);

describe("the map", () => {
  it("puts devices together that are at one place, the worst first", () =>
    expect(all.map((site) => [site.key, site.devices.length, site.worst])).toEqual([
      ["41.15N_8.61W", 1, "Offline"],
      ["59.91N_10.75E", 2, "Degraded"],
    ]));

  it("shows all places to begin with", () => {
    const view = fitting(places, 800, 400);
    for (const at of places) {
      const [x, y] = project(view, at, 800, 400);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(800);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(400);
    }
  });

  it("moves with the hand", () => {
    const view = fitting(places, 800, 400);
    const oslo = { latitude: 59.91, longitude: 10.75 };
    const before = project(view, oslo, 800, 400);
    const after = project(moved(view, 30, 0), oslo, 800, 400);
    expect(after[0] - before[0]).toBeCloseTo(30);
  });

  it("never shows more than the whole world", () =>
    expect(zoomed(fitting([], 720, 400), 0.1, 720).scale).toBe(2));
});
