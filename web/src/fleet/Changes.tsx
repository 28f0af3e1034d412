import { useFiring, useRecentAudit, useRecentRollouts } from "../api/queries";
import { useMay } from "../api/roles";
import type { Tone } from "../ui/badge";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";
import { changes } from "./changes";

const DOTS: Record<Tone, string> = {
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  busy: "bg-busy",
  none: "bg-muted",
};

/** What fires, rolls out or was done by somebody since yesterday. */
export function Changes() {
  const alerts = useFiring();
  const rollouts = useRecentRollouts();
  const audit = useRecentAudit(useMay("Admin"));
  return (
    <Card title="What changed in the last day" flush>
      <Loaded query={alerts} what="The changes">
        {(firing) => {
          const found = changes(
            {
              alerts: firing.items,
              rollouts: rollouts.data?.items ?? [],
              audit: audit.data?.items ?? [],
            },
            alerts.dataUpdatedAt,
          );
          if (found.length === 0) return <EmptyState title="Nothing has changed" />;
          return (
            <ul
              className="max-h-44 divide-y overflow-y-auto"
              tabIndex={0}
              aria-label="What changed in the last day"
            >
              {found.map((change) => (
                <li key={change.id} className="flex items-center gap-3 px-4 py-2 text-sm">
                  <span className={`size-2 shrink-0 rounded-full ${DOTS[change.tone]}`} aria-hidden="true" />
                  {change.href === undefined ? (
                    <span className="min-w-0 break-words">{change.text}</span>
                  ) : (
                    <a href={change.href} className="min-w-0 break-words hover:underline">
                      {change.text}
                    </a>
                  )}
                  <span className="text-muted ml-auto shrink-0 text-xs">
                    <Ago at={change.at} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}
