import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useGroupChoice } from "../api/groups";
import { counted, duration } from "../lib/format";
import { Card } from "../ui/card";
import { When } from "../ui/time";
import type { Rollout } from "./waves";

/** What was asked for. */
export function Plan({ rollout }: { rollout: Rollout }) {
  const { errorThreshold, maxUnavailable, windows } = rollout;
  return (
    <Card title="Plan">
      <dl className="space-y-3 text-sm">
        <Item name="Target">
          <Target rollout={rollout} />
        </Item>
        {rollout.startAt !== undefined && (
          <Item name="Starts">
            <When at={rollout.startAt} />
          </Item>
        )}
        <Item name="Updating at once">
          {maxUnavailable === undefined ? "any number" : amount(maxUnavailable)}
        </Item>
        <Item name="Too many errors">
          {errorThreshold === undefined
            ? "no bound"
            : `${amount(errorThreshold)}, then it ${errorThreshold.action === "RollBack" ? "rolls back" : "pauses"}`}
        </Item>
        <Item name="A device may take">{duration(rollout.deviceDeadlineSeconds)}</Item>
        {windows !== undefined && (
          <Item name="Windows">
            {windows.open
              .map(({ days, from, to }) => `${days?.join(", ") ?? "daily"} ${from}–${to}`)
              .join("; ")}
          </Item>
        )}
        <Item name="Priority">{rollout.priority}</Item>
        <Item name="Started">
          <When at={rollout.startedAt} />
        </Item>
        <Item name="Ended">
          <When at={rollout.endedAt} />
        </Item>
      </dl>
    </Card>
  );
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[9rem_1fr] gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Target({ rollout }: { rollout: Rollout }) {
  const groups = useGroupChoice();
  const { groupId, selector, deviceIds } = rollout.target;
  if (groupId !== undefined)
    return (
      <Link to="/groups/$groupId" params={{ groupId }} search={{}} className="text-accent hover:underline">
        {groups.data?.find(({ id }) => id === groupId)?.name ?? "a group"}
      </Link>
    );
  if (selector !== undefined) return <code className="font-mono text-xs break-all">{selector}</code>;
  return `${counted(deviceIds?.length ?? 0, "device")} by name`;
}

function amount({ count, percentage }: { count?: number; percentage?: number }): string {
  return percentage === undefined ? counted(count ?? 0, "device") : `${percentage} %`;
}
