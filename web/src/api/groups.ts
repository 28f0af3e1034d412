import { useQuery } from "@tanstack/react-query";
import { given } from "../lib/given";
import { api, taken } from "./client";
import type { components } from "./generated/schema";
import { allOf, usePages } from "./pages";

export type Group = components["schemas"]["Group"];

const listGroups = (cursor: string | undefined, limit: number) =>
  taken(api.GET("/groups", { params: { query: given({ cursor, limit }) } }));

export function useGroups() {
  return usePages(["groups", "list"], (cursor) => listGroups(cursor, 50));
}

/** All of them, for choosing one and for telling an id's name; nothing is asked for while that is not wanted. */
export function useGroupChoice(wanted = true) {
  return useQuery({
    queryKey: ["groups", "choice"],
    queryFn: () => allOf((cursor) => listGroups(cursor, 200)),
    enabled: wanted,
  });
}
