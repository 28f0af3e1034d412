import { parseRange, type Range } from "./ranges";

export const TABS = ["overview", "state", "events", "commands", "settings"] as const;
export type TabName = (typeof TABS)[number];

/** What the address of a device's page holds. */
export interface DeviceSearch {
  tab?: TabName;
  range?: Range;
  /** Unix milliseconds: the part of time that was zoomed to. */
  from?: number;
  to?: number;
  /** `bundle/container` whose logs are open. */
  logs?: string;
  /** Id of the command whose output is open. */
  output?: string;
}

/** Takes what it knows from an address and leaves the rest. */
export function parseDeviceSearch(search: Record<string, unknown>): DeviceSearch {
  const result: DeviceSearch = {};
  const tab = TABS.find((known) => known === search.tab);
  if (tab !== undefined) result.tab = tab;
  const range = parseRange(search.range);
  if (range !== undefined) result.range = range;
  const { from, to, logs, output } = search;
  if (typeof from === "number" && typeof to === "number" && from > 0 && to > from) {
    result.from = from;
    result.to = to;
  }
  if (typeof logs === "string" && /^[a-z0-9-]+\/[a-z0-9-]+$/.test(logs)) result.logs = logs;
  if (typeof output === "string" && /^[0-9a-f-]{36}$/.test(output)) result.output = output;
  return result;
}
