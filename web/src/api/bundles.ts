import { useQuery } from "@tanstack/react-query";
import { given } from "../lib/given";
import { api, taken } from "./client";
import type { components } from "./generated/schema";
import { live } from "./live";
import { allOf, usePages } from "./pages";

export type Bundle = components["schemas"]["Bundle"];
export type BundleVersion = components["schemas"]["BundleVersion"];
export type Manifest = components["schemas"]["Manifest"];

const listBundles = (cursor: string | undefined, limit: number) =>
  taken(api.GET("/bundles", { params: { query: given({ cursor, limit }) } }));

export function useBundles() {
  return usePages(["bundles", "list"], (cursor) => listBundles(cursor, 50));
}

/** All of them, for choosing one. */
export function useBundleChoice() {
  return useQuery({
    queryKey: ["bundles", "choice"],
    queryFn: () => allOf((cursor) => listBundles(cursor, 200)),
  });
}

/** A bundle with its versions, the highest first; nothing is asked for while no id is chosen. */
export function useBundle(id: string) {
  return useQuery({
    queryKey: ["bundles", "one", id],
    queryFn: () => taken(api.GET("/bundles/{id}", { params: { path: { id } } })),
    refetchInterval: live,
    enabled: id !== "",
  });
}

/** A version with its manifest, which never changes; nothing is asked for while none is chosen. */
export function useBundleVersion(id: string, version: string | undefined) {
  return useQuery({
    queryKey: ["bundles", "version", id, version],
    queryFn: () =>
      taken(
        api.GET("/bundles/{id}/versions/{version}", { params: { path: { id, version: version ?? "" } } }),
      ),
    enabled: id !== "" && version !== undefined && version !== "",
    staleTime: 30_000,
  });
}
