import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, taken } from "./client";
import type { Device } from "./queries";

export interface Matches {
  total: number;
  /** The first few by name. */
  some: Device[];
}

/** How many devices a selector matches now, and some of them; a selector that is wrong is the query's error. */
export function useMatches(selector: string | undefined) {
  return useQuery({
    queryKey: ["devices", "matches", selector],
    queryFn: async (): Promise<Matches> => {
      const query = { limit: 5, ...(selector === undefined || selector === "" ? {} : { selector }) };
      const page = await taken(api.GET("/devices", { params: { query } }));
      return { total: page.total ?? page.items.length, some: page.items };
    },
    enabled: selector !== undefined,
    placeholderData: keepPreviousData,
  });
}
