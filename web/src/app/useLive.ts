import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useMe } from "../api/queries";
import { whenIdle } from "../lib/idle";

/** Hears of the tenant's changes, from when the page stands. */
export function useLive() {
  const queries = useQueryClient();
  const me = useMe().data;
  const tenant = me === undefined || me.roles.length === 0 ? undefined : me.tenant?.id;
  useEffect(() => {
    if (tenant === undefined) return;
    let left = false;
    let stop: (() => void) | undefined;
    const notYet = whenIdle(() => {
      const link = import("../api/liveLink");
      link.then(
        ({ listen }) => {
          if (!left) stop = listen(queries);
        },
        // The app was renewed meanwhile: the queries go on asking by themselves.
        () => undefined,
      );
    });
    return () => {
      left = true;
      notYet();
      stop?.();
    };
  }, [queries, tenant]);
}
