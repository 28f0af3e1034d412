import {
  Archive,
  BellRing,
  Boxes,
  Building2,
  FileBox,
  Package,
  QrCode,
  Radar,
  Rocket,
  ScrollText,
  Settings,
  type LucideIcon,
} from "lucide-react";
import type { Role, Standing } from "../api/roles";

/** A page that the navigation and the command palette lead to. */
export interface Place {
  to: string;
  label: string;
  icon: LucideIcon;
  /** Key that goes there after `g`. */
  key?: string;
  /** Who may see it; everybody in the tenant without it. */
  role?: Role;
  /** Whether it belongs to the installation, and so to its administrators, and to no tenant. */
  platform?: true;
}

export interface PlaceGroup {
  label: string;
  places: Place[];
}

/** All of them in the order of the navigation. */
export const PLACES: PlaceGroup[] = [
  {
    label: "Fleet",
    places: [
      { to: "/", label: "Devices", icon: Radar, key: "d" },
      { to: "/groups", label: "Groups", icon: Boxes, key: "g" },
      { to: "/alerts", label: "Alerts", icon: BellRing, key: "a" },
      { to: "/parked", label: "Parked events", icon: Archive, key: "p" },
    ],
  },
  {
    label: "Software",
    places: [
      { to: "/bundles", label: "Bundles", icon: Package, key: "b" },
      { to: "/artifacts", label: "Artifacts", icon: FileBox, key: "f" },
      { to: "/rollouts", label: "Rollouts", icon: Rocket, key: "r" },
    ],
  },
  {
    label: "Tenant",
    places: [
      { to: "/enrolment", label: "Enrolment", icon: QrCode, key: "e", role: "Admin" },
      { to: "/audit", label: "Audit", icon: ScrollText, key: "u", role: "Admin" },
      { to: "/settings", label: "Settings", icon: Settings, key: "s" },
    ],
  },
  {
    label: "Platform",
    places: [{ to: "/tenants", label: "Tenants", icon: Building2, key: "t", platform: true }],
  },
];

/** Those that somebody may see, without groups that are left with none. */
export function placesFor(
  { may, inTenant, platform }: Standing,
  groups: PlaceGroup[] = PLACES,
): PlaceGroup[] {
  const open = (place: Place) =>
    place.platform === true ? platform : inTenant && (place.role === undefined || may(place.role));
  return groups
    .map((group) => ({ ...group, places: group.places.filter(open) }))
    .filter((group) => group.places.length > 0);
}

/** Whether the page at an address belongs to a place: itself, or one below it. */
export function isAt(place: Place, path: string): boolean {
  if (place.to === "/") return path === "/" || path.startsWith("/devices/");
  return path === place.to || path.startsWith(`${place.to}/`);
}
