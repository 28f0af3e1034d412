import { useQuery } from "@tanstack/react-query";
import { whenIdle } from "../lib/idle";
import { knownLabels, type KnownLabels } from "../lib/selector";
import { api, taken } from "./client";

const NONE: KnownLabels = new Map();

/** Labels and facts for the completion of selectors, as 200 devices carry them; those of a fleet repeat soon. */
export function useKnownLabels(): KnownLabels {
  const seen = useQuery({
    queryKey: ["devices", "labels"],
    queryFn: async () => {
      // Nobody completes a selector before the page stands.
      await new Promise<void>((done) => void whenIdle(done));
      return taken(api.GET("/devices", { params: { query: { limit: 200 } } }));
    },
    staleTime: 60_000,
    select: (page) => knownLabels(page.items),
  });
  return seen.data ?? NONE;
}
