import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, taken } from "./client";
import type { components, operations } from "./generated/schema";

export type Device = components["schemas"]["Device"];
export type DeviceStatus = components["schemas"]["DeviceStatus"];
export type DeviceEvent = components["schemas"]["DeviceEvent"];
export type DeviceReport = components["schemas"]["DeviceReport"];
export type MetricSeries = components["schemas"]["MetricSeries"];
export type DeviceFilter = Omit<NonNullable<operations["listDevices"]["parameters"]["query"]>, "cursor">;

/** How often what changes by itself is looked at again, in milliseconds. */
const LIVE = 3_000;

export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: () => taken(api.GET("/me")), staleTime: Infinity });
}

export function useFleetSummary() {
  return useQuery({
    queryKey: ["fleet", "summary"],
    queryFn: () => taken(api.GET("/fleet/summary")),
    refetchInterval: LIVE,
  });
}

export function useDevices(filter: DeviceFilter) {
  return useInfiniteQuery({
    queryKey: ["devices", filter],
    queryFn: ({ pageParam }) =>
      taken(
        api.GET("/devices", {
          params: { query: pageParam === null ? filter : { ...filter, cursor: pageParam } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: LIVE,
    placeholderData: keepPreviousData,
  });
}

export function useDevice(id: string) {
  return useQuery({
    queryKey: ["devices", id],
    queryFn: () => taken(api.GET("/devices/{id}", { params: { path: { id } } })),
    refetchInterval: LIVE,
  });
}

export function useReportedState(id: string) {
  return useQuery({
    queryKey: ["devices", id, "reported"],
    queryFn: () => taken(api.GET("/devices/{id}/reported-state", { params: { path: { id } } })),
    refetchInterval: LIVE,
  });
}

export function useDesiredState(id: string) {
  return useQuery({
    queryKey: ["devices", id, "desired"],
    queryFn: () => taken(api.GET("/devices/{id}/desired-state", { params: { path: { id } } })),
    refetchInterval: LIVE,
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
    refetchInterval: LIVE,
  });
}

export function useMetrics(id: string, minutes: number) {
  return useQuery({
    queryKey: ["devices", id, "metrics", minutes],
    queryFn: () => {
      const to = new Date();
      const from = new Date(to.getTime() - minutes * 60_000);
      const query = { from: from.toISOString(), to: to.toISOString(), maxPoints: 300 };
      return taken(api.GET("/devices/{id}/metrics", { params: { path: { id }, query } }));
    },
    refetchInterval: Math.max(LIVE, (minutes * 60_000) / 300),
    placeholderData: keepPreviousData,
  });
}
