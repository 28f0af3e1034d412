import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, taken } from "./client";
import type { components, operations } from "./generated/schema";
import { live, POLL } from "./live";

export type Device = components["schemas"]["Device"];
export type DeviceStatus = components["schemas"]["DeviceStatus"];
export type DeviceEvent = components["schemas"]["DeviceEvent"];
export type DeviceReport = components["schemas"]["DeviceReport"];
export type DesiredState = components["schemas"]["DesiredState"];
export type EffectiveBundle = components["schemas"]["EffectiveBundle"];
export type Alert = components["schemas"]["Alert"];
export type FleetSeries = components["schemas"]["FleetSeries"];
export type MetricSeries = components["schemas"]["MetricSeries"];
export type DeviceFilter = Omit<
  NonNullable<operations["listDevices"]["parameters"]["query"]>,
  "cursor" | "limit"
>;

/** Who has signed in, in which tenant and with which roles. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => taken(api.GET("/me")),
  staleTime: Infinity,
});

export function useMe() {
  return useQuery(meQuery);
}

export const summaryQuery = queryOptions({
  queryKey: ["fleet", "summary"],
  queryFn: () => taken(api.GET("/fleet/summary")),
});

export function useFleetSummary() {
  return useQuery({ ...summaryQuery, refetchInterval: live });
}

const readDevice = (id: string) => taken(api.GET("/devices/{id}", { params: { path: { id } } }));

export function useDevice(id: string) {
  return useQuery({
    queryKey: ["devices", id],
    queryFn: () => readDevice(id),
    refetchInterval: live,
  });
}

/** A device's name, for what has its id alone; nothing until it is known, nor where nobody has it any more. */
export function useDeviceName(id: string): string | undefined {
  // Under a key of its own, so that not every sample has it asked for again.
  return useQuery({
    queryKey: ["devices", id, "name"],
    queryFn: async () => (await readDevice(id)).name,
    staleTime: Infinity,
    retry: false,
  }).data;
}

export function useReportedState(id: string) {
  return useQuery({
    queryKey: ["devices", id, "reported"],
    queryFn: () => taken(api.GET("/devices/{id}/reported-state", { params: { path: { id } } })),
    refetchInterval: live,
  });
}

export function useDesiredState(id: string) {
  return useQuery({
    queryKey: ["devices", id, "desired"],
    queryFn: () => taken(api.GET("/devices/{id}/desired-state", { params: { path: { id } } })),
    refetchInterval: live,
  });
}

export function useDeviceEvents(id: string) {
  return useInfiniteQuery({
    queryKey: ["devices", id, "events"],
    queryFn: ({ pageParam }) =>
      taken(
        api.GET("/devices/{id}/events", {
          params: {
            path: { id },
            query: pageParam === null ? { limit: 20 } : { limit: 20, cursor: pageParam },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: live,
  });
}

/** What a chart looks at: the last so many minutes, or between two moments in Unix milliseconds. */
export type TimeRange = { minutes: number } | { from: number; to: number };

export function useMetrics(id: string, range: TimeRange, names: readonly string[]) {
  const length = "minutes" in range ? range.minutes * 60_000 : range.to - range.from;
  return useQuery({
    queryKey: ["devices", id, "metrics", range, names],
    queryFn: () => {
      const to = "minutes" in range ? Date.now() : range.to;
      const query = {
        names: [...names],
        from: new Date(to - length).toISOString(),
        to: new Date(to).toISOString(),
        maxPoints: 400,
      };
      return taken(api.GET("/devices/{id}/metrics", { params: { path: { id }, query } }));
    },
    // What is over does not change any more; what goes on is looked at as often as a point is added.
    refetchInterval: "minutes" in range ? Math.max(POLL, length / 400) : false,
    placeholderData: keepPreviousData,
  });
}

export function useExplanation(id: string) {
  return useQuery({
    queryKey: ["devices", id, "explain"],
    queryFn: () => taken(api.GET("/devices/{id}/explain", { params: { path: { id } } })),
    refetchInterval: live,
  });
}

export function useEffectiveBundles(id: string) {
  return useQuery({
    queryKey: ["devices", id, "bundles"],
    queryFn: () => taken(api.GET("/devices/{id}/bundles", { params: { path: { id } } })),
    refetchInterval: live,
  });
}

const HOUR = 3_600_000;

/** The last day of all devices taken together, a point each quarter of an hour. */
export function useFleetDay(selector: string | undefined) {
  return useQuery({
    queryKey: ["fleet", "day", selector],
    queryFn: () => {
      const to = new Date();
      const query = {
        names: ["cpuPercent", "memoryUsedBytes", "diskUsedBytes"],
        ...(selector === undefined ? {} : { selector }),
        from: new Date(to.getTime() - 24 * HOUR).toISOString(),
        to: to.toISOString(),
        maxPoints: 96,
      };
      return taken(api.GET("/fleet/metrics", { params: { query } }));
    },
    refetchInterval: 60_000,
  });
}

/** Alerts that fire now. */
export function useFiring() {
  return useQuery({
    queryKey: ["alerts", "firing"],
    queryFn: () => taken(api.GET("/alerts", { params: { query: { state: ["Firing"], limit: 50 } } })),
    refetchInterval: live,
  });
}

export function useRecentRollouts() {
  return useQuery({
    queryKey: ["rollouts", "recent"],
    queryFn: () => taken(api.GET("/rollouts", { params: { query: { limit: 20 } } })),
    refetchInterval: live,
  });
}

/** What people and pipelines did in the last day; for admins only. */
export function useRecentAudit(enabled: boolean) {
  return useQuery({
    queryKey: ["audit", "recent"],
    queryFn: () => {
      const from = new Date(Date.now() - 24 * HOUR).toISOString();
      return taken(api.GET("/audit", { params: { query: { from, limit: 30 } } }));
    },
    refetchInterval: 10_000,
    enabled,
  });
}
