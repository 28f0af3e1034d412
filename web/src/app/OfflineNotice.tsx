import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";

function subscribe(listener: () => void) {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Says that the browser has no network: what the pages show is what was known last. */
export function OfflineNotice() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <p className="bg-warn-soft text-warn flex items-center gap-2 px-4 py-1.5 text-sm" role="status">
      <WifiOff className="size-4 shrink-0" aria-hidden="true" />
      You are offline. This is what was known last; nothing can be changed until you are back.
    </p>
  );
}
