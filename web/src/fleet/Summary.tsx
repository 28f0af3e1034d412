import { useFleetSummary, type DeviceStatus } from "../api/queries";
import { Skeleton } from "../ui/states";
import { STATUSES, type FleetSearch } from "./search";

const TONES: Record<DeviceStatus, string> = {
  Online: "text-good",
  Updating: "text-busy",
  Degraded: "text-warn",
  Offline: "text-bad",
};

/** The fleet in four numbers, each of them a filter. */
export function Summary({
  search,
  onSearch,
}: {
  search: FleetSearch;
  onSearch: (search: FleetSearch) => void;
}) {
  const summary = useFleetSummary();
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {STATUSES.map((status) => {
        const count = summary.data?.byStatus[status];
        const chosen = search.status === status;
        const { status: _, ...rest } = search;
        return (
          <button
            key={status}
            type="button"
            aria-pressed={chosen}
            onClick={() => onSearch(chosen ? rest : { ...search, status })}
            className={`bg-surface hover:border-accent rounded-xl border p-4 text-left transition ${chosen ? "border-accent ring-accent ring-1" : ""}`}
          >
            <span className="text-muted text-xs font-medium">{status}</span>
            {count === undefined ? (
              <Skeleton className="mt-2 h-8 w-12" />
            ) : (
              <span
                className={`mt-1 block text-3xl font-semibold tracking-tight tabular-nums ${count === 0 ? "text-muted" : TONES[status]}`}
              >
                {count.toLocaleString()}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
