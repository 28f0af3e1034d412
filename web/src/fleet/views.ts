import { parseFleetSearch, type FleetSearch } from "./search";

/** A search that somebody gave a name. */
export interface View {
  name: string;
  search: FleetSearch;
}

const KEY = "signalbeam.views";

/** Views are kept in this browser, for each tenant apart. */
export function readViews(tenantId: string): View[] {
  try {
    const kept = JSON.parse(localStorage.getItem(`${KEY}.${tenantId}`) ?? "[]") as unknown;
    return Array.isArray(kept)
      ? kept.filter(isView).map(({ name, search }) => ({ name, search: parseFleetSearch(search) }))
      : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is { name: string; search: Record<string, unknown> } {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "search" in value &&
    typeof value.search === "object" &&
    value.search !== null
  );
}

export function writeViews(tenantId: string, views: View[]) {
  localStorage.setItem(`${KEY}.${tenantId}`, JSON.stringify(views));
}

/** The views with one more; it takes the place of one of the same name. */
export function withView(views: View[], view: View): View[] {
  return [...views.filter((one) => one.name !== view.name), view].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
}
