import type { components } from "../api/generated/schema";
import type { Tone } from "../ui/badge";

export type Rollout = components["schemas"]["Rollout"];
export type NewRollout = components["schemas"]["NewRollout"];
export type Wave = components["schemas"]["Wave"];
export type DeviceStatus = components["schemas"]["RolloutDeviceStatus"];
export type RolloutStatus = components["schemas"]["RolloutStatus"];

/** In the order in which a bar shows them: what is done, what moves, what waits, what went wrong or away. */
export const DEVICE_STATUSES = [
  "Succeeded",
  "Updating",
  "Pending",
  "Failed",
  "TimedOut",
  "RolledBack",
  "Superseded",
  "Skipped",
  "Cancelled",
] as const satisfies DeviceStatus[];

export const DEVICE_TONES: Record<DeviceStatus, Tone> = {
  Succeeded: "good",
  Updating: "busy",
  Pending: "none",
  Failed: "bad",
  TimedOut: "bad",
  RolledBack: "warn",
  Superseded: "none",
  Skipped: "none",
  Cancelled: "none",
};

export interface Segment {
  status: DeviceStatus;
  count: number;
  /** Of a hundred. */
  share: number;
}

/** The parts of a wave's bar; what is not there takes no place. */
export function segments(progress: Record<string, number>): Segment[] {
  const total = deviceCount(progress);
  return DEVICE_STATUSES.flatMap((status) => {
    const count = progress[status] ?? 0;
    return count === 0 ? [] : [{ status, count, share: (100 * count) / total }];
  });
}

export function deviceCount(progress: Record<string, number>): number {
  return Object.values(progress).reduce((sum, count) => sum + count, 0);
}

export function failures(progress: Record<string, number>): number {
  return (progress.Failed ?? 0) + (progress.TimedOut ?? 0);
}

/** Of a hundred of the devices that count; what was skipped or superseded does not. */
export function doneShare(progress: Record<string, number>): number {
  const counting = deviceCount(progress) - (progress.Skipped ?? 0) - (progress.Superseded ?? 0);
  return counting === 0 ? 0 : (100 * (progress.Succeeded ?? 0)) / counting;
}

export type WaveStage = "ended" | "awaiting" | "updating" | "soaking" | "ahead" | "left";

/** What a wave of a rollout is at; `index` from 0. */
export function stageOf(
  rollout: Pick<Rollout, "status" | "wave" | "phase" | "waves">,
  index: number,
): WaveStage {
  const wave = rollout.waves[index];
  if (wave?.endedAt !== undefined || rollout.status === "Succeeded") return "ended";
  if (["Failed", "RolledBack", "RollingBack", "Cancelled"].includes(rollout.status))
    return wave?.startedAt === undefined ? "ahead" : "left";
  if (rollout.status === "AwaitingApproval" && index === 0) return "awaiting";
  if (rollout.wave === undefined || index + 1 > rollout.wave) return "ahead";
  if (index + 1 < rollout.wave) return "ended";
  if (rollout.phase === "AwaitingApproval") return "awaiting";
  return rollout.phase === "Soaking" ? "soaking" : "updating";
}

/** Shapes to begin with; the last wave always takes all that is left. */
export const SHAPES: { name: string; hint: string; waves: Wave[] }[] = [
  { name: "All at once", hint: "For what is urgent or harmless", waves: [] },
  {
    name: "Canary",
    hint: "5 %, an hour to see, then the rest",
    waves: [wave({ name: "canary", percentage: 5, soakSeconds: 3600 }), wave({ name: "the rest" })],
  },
  {
    name: "Steps",
    hint: "1 %, 10 %, 50 %, the rest, each with time to see",
    waves: [
      wave({ name: "first", percentage: 1, soakSeconds: 1800 }),
      wave({ name: "tenth", percentage: 10, soakSeconds: 3600 }),
      wave({ name: "half", percentage: 50, soakSeconds: 3600, successThreshold: 95 }),
      wave({ name: "the rest", successThreshold: 95 }),
    ],
  },
  {
    name: "With approval",
    hint: "One device, then somebody says yes",
    waves: [wave({ name: "one", count: 1, soakSeconds: 600 }), wave({ name: "the rest", approval: true })],
  },
];

export function wave(over: Partial<Wave>): Wave {
  return { successThreshold: 100, soakSeconds: 0, approval: false, ...over };
}
