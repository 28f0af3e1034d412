import { useQuery } from "@tanstack/react-query";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { live } from "../api/live";
import { counted } from "../lib/format";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { EmptyState } from "../ui/states";
import { isOpen } from "./actions";
import { failures, type Rollout } from "./waves";

type Share = components["schemas"]["FailureShare"];

const KINDS: Record<Share["kind"], string> = {
  Error: "error",
  Container: "container",
  Fact: "fact",
  Label: "label",
};

/** What the failed devices have in common, and the others have not. */
export function Failures({ rollout }: { rollout: Rollout }) {
  const some = failures(rollout.progress) > 0 || (rollout.progress.RolledBack ?? 0) > 0;
  const query = useQuery({
    queryKey: ["rollouts", "failures", rollout.id],
    queryFn: () => taken(api.GET("/rollouts/{id}/failures", { params: { path: { id: rollout.id } } })),
    enabled: some,
    refetchInterval: (failed) => (isOpen(rollout.status) ? 2 * live(failed) : false),
  });
  if (!some) return null;
  return (
    <Card title="Failures" flush>
      <Loaded query={query} what="What failed">
        {({ failed, tried, shares }) =>
          failed === 0 ? (
            <EmptyState title="No device failed" />
          ) : (
            <>
              <p className="text-muted px-4 pt-3 text-sm">
                {failed.toLocaleString()} of {counted(tried, "device")} that tried did not succeed. What sets
                them apart comes first.
              </p>
              <ul className="divide-y">
                {shares.map((share) => (
                  <ShareRow key={`${share.kind} ${share.key ?? ""} ${share.value}`} share={share} />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function ShareRow({ share }: { share: Share }) {
  const percent = Math.round(100 * share.shareOfFailures);
  return (
    <li className="px-4 py-3 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-muted text-xs">{share.key ?? KINDS[share.kind]}</span>
        <span className="min-w-0 font-medium break-all">{share.value}</span>
        <span className="text-muted ml-auto text-xs tabular-nums">
          {share.failed} failed, {percent} % of all failures
        </span>
      </div>
      <div className="bg-raised mt-1.5 h-1.5 overflow-hidden rounded-full" aria-hidden="true">
        <div className="bg-bad h-full" style={{ width: `${percent}%` }} />
      </div>
      {share.failureRate !== undefined && share.tried !== undefined && (
        <p className="text-muted mt-1 text-xs tabular-nums">
          {Math.round(100 * share.failureRate)} % of the {share.tried} with it failed
        </p>
      )}
    </li>
  );
}
