import { Radar } from "lucide-react";
import { describe, expect, it } from "vitest";
import type { Standing } from "../api/roles";
import { isAt, placesFor, PLACES, type Place } from "./places";

const fleet: Place = { to: "/", label: "Devices", icon: Radar };
const settings: Place = { to: "/settings", label: "Settings", icon: Radar, role: "Admin" };
const tenants: Place = { to: "/tenants", label: "Tenants", icon: Radar, platform: true };
const groups = [
  { label: "Fleet", places: [fleet] },
  { label: "Tenant", places: [settings] },
  { label: "Platform", places: [tenants] },
];
const seenBy = (standing: Partial<Standing>) =>
  placesFor({ may: () => true, inTenant: true, platform: false, ...standing }, groups).map(
    (group) => group.label,
  );

describe("the navigation", () => {
  it("leaves out what the person may not see, and groups with nothing left", () => {
    expect(seenBy({ may: () => false })).toEqual(["Fleet"]);
    expect(seenBy({})).toEqual(["Fleet", "Tenant"]);
  });

  it("shows what belongs to the installation to its administrators, who need be in no tenant", () => {
    expect(seenBy({ platform: true })).toEqual(["Fleet", "Tenant", "Platform"]);
    expect(seenBy({ platform: true, inTenant: false })).toEqual(["Platform"]);
    expect(seenBy({ inTenant: false })).toEqual([]);
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
