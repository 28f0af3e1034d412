import { useFailure } from "../api/failure";
import { useFleetDay, useFleetSummary, type DeviceStatus, type FleetSeries } from "../api/queries";
import { bytes, percent } from "../lib/format";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { problemText } from "../ui/problem";
import { Sparkline } from "../ui/sparkline";
import { Skeleton } from "../ui/states";
import { STATUSES, withPart, type FleetSearch } from "./search";
import { trend } from "./trend";

const TONES: Record<DeviceStatus, { text: string; bar: string }> = {
  Online: { text: "text-good", bar: "bg-good" },
  Updating: { text: "text-busy", bar: "bg-busy" },
  Degraded: { text: "text-warn", bar: "bg-warn" },
  Offline: { text: "text-bad", bar: "bg-bad" },
};

interface SummaryProps {
  search: FleetSearch;
  onSearch: (search: FleetSearch) => void;
}

/** The fleet in four numbers, each of them a filter. */
export function Summary({ search, onSearch }: SummaryProps) {
  const summary = useFleetSummary();
  const failure = useFailure(summary);
  const all = summary.data?.devices ?? 0;
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {STATUSES.map((status) => {
        const count = summary.data?.byStatus[status];
        const isChosen = search.status === status;
        const part = count === undefined || all === 0 ? 0 : (100 * count) / all;
        return (
          <button
            key={status}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onSearch(withPart(search, "status", isChosen ? "" : status))}
            className={`bg-surface hover:border-accent rounded-xl border p-4 text-left transition ${isChosen ? "border-accent ring-accent ring-1" : ""}`}
          >
            <span className="text-muted text-xs font-medium">{status}</span>
            {count === undefined && failure !== null ? (
              <span className="text-muted mt-1 block text-3xl font-semibold" title={problemText(failure)}>
                –
              </span>
            ) : count === undefined ? (
              <Skeleton className="mt-2 h-8 w-12" />
            ) : (
              <>
                <span
                  className={`mt-1 block text-3xl font-semibold tracking-tight tabular-nums ${count === 0 ? "text-muted" : TONES[status].text}`}
                >
                  {count.toLocaleString()}
                </span>
                <span className="bg-raised mt-2 block h-1 overflow-hidden rounded-full" aria-hidden="true">
                  <span
                    className={`block h-full rounded-full ${TONES[status].bar}`}
                    style={{ width: `${part}%` }}
                  />
                </span>
              </>
            )}
          </button>
        );
      })}
    </div>
  );
}

/** How the fleet, or the part that is selected, did in the last day. */
export function Trends({ selector }: { selector: string | undefined }) {
  const day = useFleetDay(selector);
  return (
    <Card title={selector === undefined ? "The last day" : "The last day of what is selected"}>
      <Loaded query={day} what="The trends" skeleton={<Skeleton className="h-24" />}>
        {(series) => <Lines series={series} />}
      </Loaded>
    </Card>
  );
}

function Lines({ series }: { series: FleetSeries }) {
  const heard = trend(series, "cpuPercent", "devices");
  const cpu = trend(series, "cpuPercent", "mean");
  const memory = trend(series, "memoryUsedBytes", "mean");
  const lines = [
    { title: "Devices heard from", of: heard, say: (value: number) => value.toLocaleString(), min: 0 },
    { title: "CPU, mean", of: cpu, say: percent, min: 0 },
    { title: "Memory in use, mean", of: memory, say: bytes, min: 0 },
  ];
  return (
    <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
      {lines.map((line) => {
        const last = line.of.findLast((value) => value !== null);
        const said = last === undefined ? "–" : line.say(last);
        return (
          <div key={line.title} className="min-w-0">
            <div className="flex items-baseline justify-between gap-2 text-xs">
              <span className="text-muted font-medium">{line.title}</span>
              <span className="font-semibold tabular-nums">{said}</span>
            </div>
            {last === undefined ? (
              <div className="text-muted flex h-12 items-center text-xs">
                The first quarter of an hour is not over.
              </div>
            ) : (
              <Sparkline
                label={`${line.title} over the last day, now ${said}`}
                values={line.of}
                min={line.min}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
