import type { components } from "../api/generated/schema";
import type { Alert } from "../api/queries";
import { actionText } from "../lib/actions";
import type { Tone } from "../ui/badge";
import { STATUS_TONES, words } from "../ui/rolloutStatus";

type Rollout = components["schemas"]["Rollout"];
type AuditEntry = components["schemas"]["AuditEntry"];

/** One thing that happened to the fleet. */
export interface Change {
  id: string;
  /** RFC 3339. */
  at: string;
  tone: Tone;
  text: string;
  /** Where more is told, if anywhere. */
  href?: string;
}

const DAY = 24 * 3_600_000;

export interface Sources {
  alerts: readonly Alert[];
  rollouts: readonly Rollout[];
  /** Empty for people who may not read it. */
  audit: readonly AuditEntry[];
}

/** What is going on or has happened since a day ago, the last first. */
export function changes({ alerts, rollouts, audit }: Sources, now: number): Change[] {
  const found: Change[] = [
    ...alerts.map((alert) => ({
      id: alert.id,
      at: alert.firedAt ?? alert.startedAt,
      tone: alert.rule.severity === "Critical" ? ("bad" as const) : ("warn" as const),
      text: `${alert.device.name}: ${alert.rule.name}`,
      href: `/devices/${alert.device.id}`,
    })),
    ...rollouts.map((rollout) => ({
      id: rollout.id,
      at: rollout.endedAt ?? rollout.startedAt ?? rollout.createdAt,
      tone: STATUS_TONES[rollout.status],
      text: `Rollout of ${rollout.bundleId} ${rollout.version}: ${words(rollout.status)}`,
      href: `/rollouts/${rollout.id}`,
    })),
    ...audit
      .filter((entry) => !entry.action.startsWith("rollout."))
      .map((entry) => ({
        id: entry.id,
        at: entry.at,
        tone: "none" as const,
        // What a device does itself is said by its link.
        text: entry.actor.startsWith("device ")
          ? actionText(entry.action)
          : `${actionText(entry.action)} by ${entry.actor}`,
        ...(entry.objectKind.toLowerCase() === "device" ? { href: `/devices/${entry.objectId}` } : {}),
      })),
  ];
  return found
    .filter((change) => now - Date.parse(change.at) < DAY)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
