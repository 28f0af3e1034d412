import type { Rollout } from "./waves";

export const ACTIONS = [
  "start",
  "approve",
  "pause",
  "resume",
  "promote",
  "retry",
  "rollback",
  "cancel",
] as const;
export type Action = (typeof ACTIONS)[number];

export interface ActionWords {
  label: string;
  /** What somebody must know before it is done; without it, it is done at once, because another action takes it back. */
  warning?: string;
}

export const ACTION_WORDS: Record<Action, ActionWords> = {
  start: { label: "Start" },
  approve: { label: "Approve" },
  pause: { label: "Pause" },
  resume: { label: "Resume" },
  promote: {
    label: "Promote",
    warning: "The rest of the soak is skipped, and the next wave begins. Gates are still asked.",
  },
  retry: { label: "Retry failed", warning: "Every device that failed is asked to try the version again." },
  rollback: {
    label: "Roll back",
    warning:
      "Every device goes back to what it ran before. A rollout that goes back cannot go forward again.",
  },
  cancel: {
    label: "Cancel",
    warning:
      "What has been updated stays as it is, and nobody else is asked. A cancelled rollout cannot be taken up again.",
  },
};

/** What can be done with a rollout as it stands: the API's own table, without what would change nothing. */
export function possible({
  status,
  phase,
  progress,
}: Pick<Rollout, "status" | "phase" | "progress">): Action[] {
  const failed = (progress.Failed ?? 0) + (progress.TimedOut ?? 0) > 0;
  const retry: Action[] = failed ? ["retry"] : [];
  switch (status) {
    case "Draft":
      return ["start", "cancel"];
    case "AwaitingApproval":
      return ["approve", "cancel"];
    case "Scheduled":
      return ["cancel"];
    case "Running":
      return [
        ...(phase === "AwaitingApproval" ? (["approve"] as const) : []),
        ...(phase === "Soaking" ? (["promote"] as const) : []),
        "pause",
        ...retry,
        "rollback",
        "cancel",
      ];
    case "Paused":
      return ["resume", ...retry, "rollback", "cancel"];
    case "Failed":
      return [...retry, "rollback"];
    case "RollingBack":
    case "Succeeded":
    case "RolledBack":
    case "Cancelled":
      return [];
  }
}

/** Whether a rollout may still move by itself. */
export function isOpen(status: Rollout["status"]): boolean {
  return !["Succeeded", "Failed", "RolledBack", "Cancelled"].includes(status);
}
