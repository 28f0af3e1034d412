import {
  infiniteQueryOptions,
  keepPreviousData,
  replaceEqualDeep,
  useInfiniteQuery,
  useQueryClient,
  type InfiniteData,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { api, taken } from "../api/client";
import { live, onChange, POLL } from "../api/live";
import type { Device, DeviceFilter } from "../api/queries";
import type { components } from "../api/generated/schema";

export type DevicePage = components["schemas"]["DevicePage"];
export type DevicePages = InfiniteData<DevicePage, string | null>;

/** The most that the API gives at once. */
export const PAGE = 200;

function read(filter: DeviceFilter, cursor: string | null): Promise<DevicePage> {
  const query = { ...filter, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
  return taken(api.GET("/devices", { params: { query } }));
}

/** Devices without repeats: one that moved between two looks at a list may stand on two pages. */
export function flat(pages: readonly DevicePage[] = []): Device[] {
  const seen = new Set<string>();
  return pages.flatMap((page) => page.items).filter((device) => !seen.has(device.id) && seen.add(device.id));
}

/**
 * The list with some of its pages read anew. Where they end elsewhere now than the next page begins, what follows is
 * given up: it is read again when somebody scrolls there.
 */
export function renewed(old: DevicePages, first: number, fresh: DevicePage[]): DevicePages {
  // A device that is as it was stays the same object, so that its row is not drawn anew.
  const pages = old.pages.map((page, index) => replaceEqualDeep(page, fresh[index - first] ?? page));
  const after = first + fresh.length;
  const continues = after >= pages.length || (fresh.at(-1)?.nextCursor ?? null) === old.pageParams[after];
  const params = old.pageParams.map((param, index) =>
    index > first && index < after ? (fresh[index - first - 1]?.nextCursor ?? null) : param,
  );
  return continues
    ? { pages, pageParams: params }
    : { pages: pages.slice(0, after), pageParams: params.slice(0, after) };
}

/** Of the devices that a filter leaves, the first page to begin with. */
export function devicePagesQuery(filter: DeviceFilter) {
  return infiniteQueryOptions({
    queryKey: ["devices", "list", filter],
    queryFn: ({ pageParam }) => read(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    staleTime: Infinity,
    // To compare all that has been scrolled through with each new page would take longer the farther somebody goes.
    structuralSharing: false,
  });
}

/**
 * Devices page by page as far as somebody has scrolled. Of the pages that have been read only those in sight are looked
 * at again while they are shown, so that a fleet of any size costs the same.
 */
export function useDevicePages(filter: DeviceFilter) {
  const queries = useQueryClient();
  const key = useMemo(() => devicePagesQuery(filter).queryKey, [filter]);
  const visible = useRef<[number, number]>([0, 0]);
  const query = useInfiniteQuery({
    ...devicePagesQuery(filter),
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, fetchNextPage, isError, refetch } = query;
  const rows = useMemo(() => flat(data?.pages), [data]);

  useEffect(() => {
    let stopped = false;
    let busy = false;
    let lookedAt = Date.now();
    const look = async () => {
      const old = queries.getQueryData<DevicePages>(key);
      if (busy || document.hidden || old === undefined || queries.isFetching({ queryKey: key }) > 0) return;
      busy = true;
      lookedAt = Date.now();
      const [from, to] = pagesOf(old, visible.current);
      const fresh: DevicePage[] = [];
      try {
        for (let index = from; index <= to; index++) {
          const cursor = index === from ? (old.pageParams[from] ?? null) : (fresh.at(-1)?.nextCursor ?? null);
          fresh.push(await read(filter, cursor));
          if (fresh.at(-1)?.nextCursor === undefined) break;
        }
        const now = queries.getQueryData<DevicePages>(key);
        if (!stopped && now === old) queries.setQueryData<DevicePages>(key, renewed(old, from, fresh));
      } finally {
        busy = false;
      }
    };
    // What fails here fails for the query as well, which tells about it and keeps trying.
    const lookNow = () => void look().catch(() => void refetch());
    const timer = setInterval(() => {
      if (Date.now() - lookedAt >= live()) lookNow();
    }, POLL);
    const unheard = onChange((topics) => {
      if (topics.has("Devices") || topics.has("Samples")) lookNow();
    });
    return () => {
      stopped = true;
      unheard();
      clearInterval(timer);
    };
  }, [queries, key, filter, refetch]);

  const onVisible = useCallback(
    (first: number, last: number) => {
      visible.current = [first, last];
      const loaded = rows.length;
      if (last > loaded - PAGE / 2 && hasNextPage && !isFetching && !isError) void fetchNextPage();
    },
    [rows.length, hasNextPage, isFetching, isError, fetchNextPage],
  );
  return { query, rows, total: data?.pages[0]?.total, onVisible };
}

/** The pages that rows stand on, first and last. */
function pagesOf(pages: DevicePages, [first, last]: [number, number]): [number, number] {
  const lastPage = pages.pages.length - 1;
  const page = (row: number) => Math.min(lastPage, Math.max(0, Math.floor(row / PAGE)));
  return [page(first), page(last - 1)];
}
