import { useQueryClient } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { reach } from "../api/reach";

type Without = "network" | "api" | null;

/** What the browser thinks is believed once a request has been lost as well. */
function without(): Without {
  if (reach.standing === "there") return null;
  return !navigator.onLine ? "network" : reach.standing === "cut" ? "api" : null;
}

function subscribe(listener: () => void) {
  const offline = () => {
    reach.doubt();
    listener();
  };
  const online = () => {
    reach.hope();
    listener();
  };
  window.addEventListener("online", online);
  window.addEventListener("offline", offline);
  const unheard = reach.onChange(listener);
  return () => {
    window.removeEventListener("online", online);
    window.removeEventListener("offline", offline);
    unheard();
  };
}

const WORDS = {
  network: "You are offline. This is what was known last; nothing can be changed until you are back.",
  api: "SignalBeam cannot be reached. This is what was known last; nothing can be changed until it answers again.",
};

/** Says that there is no way to the API: what the pages show is what was known last. */
export function OfflineNotice() {
  const queries = useQueryClient();
  const missing = useSyncExternalStore(subscribe, without);
  // What nobody asks for by the clock has failed for good otherwise.
  useEffect(() => {
    if (missing === null) return;
    return () =>
      void queries.refetchQueries({ type: "active", predicate: (query) => query.state.error !== null });
  }, [missing, queries]);
  if (missing === null) return null;
  return (
    <p className="bg-warn-soft text-warn flex items-center gap-2 px-4 py-1.5 text-sm" role="status">
      <WifiOff className="size-4 shrink-0" aria-hidden="true" />
      {WORDS[missing]}
    </p>
  );
}
