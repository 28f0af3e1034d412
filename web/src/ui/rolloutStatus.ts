import type { components } from "../api/generated/schema";
import type { Tone } from "./badge";

export const STATUS_TONES: Record<components["schemas"]["RolloutStatus"], Tone> = {
  Draft: "none",
  AwaitingApproval: "warn",
  Scheduled: "none",
  Running: "busy",
  Paused: "warn",
  RollingBack: "warn",
  Succeeded: "good",
  Failed: "bad",
  RolledBack: "warn",
  Cancelled: "none",
};

/** Words for people: `AwaitingApproval` is "awaiting approval". */
export function words(status: string): string {
  return status.replace(/(?<!^)([A-Z])/g, " $1").toLowerCase();
}
