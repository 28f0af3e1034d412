import type { DeviceFilter, DeviceStatus } from "../api/queries";

/** What the address of the fleet page holds. */
export interface FleetSearch {
  q?: string;
  selector?: string;
  status?: DeviceStatus;
  sort?: Sort;
}

export const STATUSES: DeviceStatus[] = ["Online", "Updating", "Degraded", "Offline"];
const SORTS = ["name", "-name", "lastSeenAt", "-lastSeenAt"] as const;
export type Sort = (typeof SORTS)[number];

/** Takes what it knows from an address and leaves the rest. */
export function parseFleetSearch(search: Record<string, unknown>): FleetSearch {
  const result: FleetSearch = {};
  if (typeof search.q === "string" && search.q !== "") result.q = search.q;
  if (typeof search.selector === "string" && search.selector !== "") result.selector = search.selector;
  const status = STATUSES.find((known) => known === search.status);
  if (status !== undefined) result.status = status;
  const sort = SORTS.find((known) => known === search.sort);
  if (sort !== undefined) result.sort = sort;
  return result;
}

export function toFilter(search: FleetSearch): DeviceFilter {
  const { status, ...rest } = search;
  return { ...rest, ...(status === undefined ? {} : { status: [status] }), limit: 100 };
}
