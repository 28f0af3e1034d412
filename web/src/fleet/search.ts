import type { Device, DeviceFilter, DeviceStatus } from "../api/queries";

/** What the address of the fleet page holds. */
export interface FleetSearch {
  q?: string;
  selector?: string;
  status?: DeviceStatus;
  lifecycle?: Device["lifecycle"];
  /** A group's id. */
  group?: string;
  /** `id` or `id@version`. */
  bundle?: string;
  sort?: Sort;
  view?: "map";
}

export const STATUSES: DeviceStatus[] = ["Online", "Updating", "Degraded", "Offline"];
export const LIFECYCLES: Device["lifecycle"][] = ["Active", "Disabled", "Decommissioned"];
const SORTS = ["name", "-name", "lastSeenAt", "-lastSeenAt", "enrolledAt", "-enrolledAt"] as const;
export type Sort = (typeof SORTS)[number];
const TEXTS = ["q", "selector", "group", "bundle"] as const;

/** Takes what it knows from an address and leaves the rest. */
export function parseFleetSearch(search: Record<string, unknown>): FleetSearch {
  const result: FleetSearch = {};
  for (const name of TEXTS) {
    const value = search[name];
    if (typeof value === "string" && value !== "") result[name] = value;
    // The router reads what looks like a number as one.
    if (typeof value === "number") result[name] = String(value);
  }
  const status = STATUSES.find((known) => known === search.status);
  if (status !== undefined) result.status = status;
  const lifecycle = LIFECYCLES.find((known) => known === search.lifecycle);
  if (lifecycle !== undefined) result.lifecycle = lifecycle;
  const sort = parseSort(search.sort);
  if (sort !== undefined) result.sort = sort;
  if (search.view === "map") result.view = "map";
  return result;
}

export function parseSort(sort: unknown): Sort | undefined {
  return SORTS.find((known) => known === sort);
}

/** Whether it leaves out any device. */
export function filters(search: FleetSearch): boolean {
  const { sort: _sort, view: _view, ...rest } = search;
  return Object.keys(rest).length > 0;
}

export function toFilter(search: FleetSearch): DeviceFilter {
  const { status, lifecycle, view: _, ...rest } = search;
  return {
    ...rest,
    ...(status === undefined ? {} : { status: [status] }),
    ...(lifecycle === undefined ? {} : { lifecycle: [lifecycle] }),
  };
}

/** The search with another value of one part; an empty one takes it out. */
export function withPart<K extends keyof FleetSearch>(
  search: FleetSearch,
  part: K,
  value: FleetSearch[K] | "" | undefined,
): FleetSearch {
  const { [part]: _, ...rest } = search;
  return value === "" || value === undefined ? rest : { ...rest, [part]: value };
}
