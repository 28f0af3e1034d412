import { Radar } from "lucide-react";
import { describe, expect, it } from "vitest";
import { isAt, placesFor, PLACES, type Place } from "./places";

const fleet: Place = { to: "/", label: "Devices", icon: Radar };
const settings: Place = { to: "/settings", label: "Settings", icon: Radar, role: "Admin" };
const groups = [
  { label: "Fleet", places: [fleet] },
  { label: "Tenant", places: [settings] },
];

describe("the navigation", () => {
  it("leaves out what the person may not see, and groups with nothing left", () => {
    expect(placesFor(() => false, groups).map((group) => group.label)).toEqual(["Fleet"]);
    expect(placesFor(() => true, groups).map((group) => group.label)).toEqual(["Fleet", "Tenant"]);
  });

  it("knows where a page belongs", () => {
    expect(isAt(settings, "/settings/people")).toBe(true);
    expect(isAt(settings, "/settings-of-another")).toBe(false);
    expect(isAt(fleet, "/devices/0192f0c1")).toBe(true);
    expect(isAt(fleet, "/settings")).toBe(false);
  });

  it("gives no key to two places", () => {
    const keys = PLACES.flatMap((group) => group.places).flatMap((place) => place.key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
