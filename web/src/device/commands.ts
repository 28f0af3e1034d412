import type { components } from "../api/generated/schema";
import type { Role } from "../api/roles";
import { typedNumber } from "../lib/given";
import type { Tone } from "../ui/badge";

export type Command = components["schemas"]["Command"];
export type NewCommand = components["schemas"]["NewCommand"];
export type CommandKind = Command["kind"];

export interface KindWords {
  label: string;
  /** What the device does. */
  hint: string;
  /** Who may ask for it. */
  role: Role;
  /** Whether it is about one container. */
  container: boolean;
}

/** In the order in which they are offered: what looks first, what changes something last. */
export const KINDS: Record<CommandKind, KindWords> = {
  Refresh: {
    label: "Refresh",
    hint: "It asks for its desired state, looks at the engine and reports at once.",
    role: "Operator",
    container: false,
  },
  FetchLogs: {
    label: "Fetch logs",
    hint: "The last lines that a container wrote, 256 KiB of them at the most.",
    role: "Operator",
    container: true,
  },
  Diagnostics: {
    label: "Diagnostics",
    hint: "Host, disk, engine, containers with the end of their logs, and the agent's own log.",
    role: "Operator",
    container: false,
  },
  RestartContainer: {
    label: "Restart a container",
    hint: "It is stopped, with the time to end that its manifest gives it, and started.",
    role: "Operator",
    container: true,
  },
  Prune: {
    label: "Remove unused images",
    hint: "Those without a name that no container was made from; never one that a version needs.",
    role: "Operator",
    container: false,
  },
  Reboot: {
    label: "Reboot",
    hint: "The whole machine, where its own configuration allows that.",
    role: "Admin",
    container: false,
  },
};

export const KIND_NAMES = Object.keys(KINDS) as CommandKind[];

export const COMMAND_TONES: Record<Command["status"], Tone> = {
  Pending: "none",
  Delivered: "busy",
  Running: "busy",
  Succeeded: "good",
  Failed: "bad",
  Expired: "warn",
  Cancelled: "none",
};

/** Until a device has begun with it. */
export function isCancellable({ status }: Pick<Command, "status">): boolean {
  return status === "Pending" || status === "Delivered";
}

export interface CommandForm {
  kind: CommandKind;
  /** `bundle/container`. */
  place: string;
  lines: string;
  /** In seconds. */
  expires: string;
}

/** What the fields ask for; what a kind does not take is left out. */
export function newCommand({ kind, place, lines, expires }: CommandForm): NewCommand {
  const [bundleId = "", container = ""] = place.split("/");
  const most = typedNumber(lines);
  return {
    kind,
    expiresInSeconds: Number(expires),
    ...(KINDS[kind].container ? { bundleId, container } : {}),
    ...(kind === "FetchLogs" && most !== undefined ? { lines: most } : {}),
  };
}
