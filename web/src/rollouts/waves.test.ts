import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ACTIONS, possible } from "./actions";
import { deviceCount, doneShare, segments, stageOf, type Rollout, type RolloutStatus } from "./waves";

const at = (over: Partial<Rollout>): Pick<Rollout, "status" | "wave" | "phase" | "waves" | "progress"> => ({
  status: "Running",
  progress: {},
  waves: [0, 1, 2].map(() => ({ successThreshold: 100, soakSeconds: 0, approval: false, progress: {} })),
  ...over,
});

describe("the bar of a wave", () => {
  it("shows each status with its share, and none that no device has", () => {
    expect(segments({ Succeeded: 3, Failed: 1, Pending: 0 })).toEqual([
      { status: "Succeeded", count: 3, share: 75 },
      { status: "Failed", count: 1, share: 25 },
    ]);
    expect(segments({})).toEqual([]);
  });

  it("counts what is done of those that count", () => {
    expect(deviceCount({ Succeeded: 2, Skipped: 5 })).toBe(7);
    expect(doneShare({ Succeeded: 2, Pending: 2, Skipped: 5, Superseded: 1 })).toBe(50);
    expect(doneShare({ Skipped: 5 })).toBe(0);
  });
});

describe("what a wave is at", () => {
  it("goes from ahead through updating and soaking to its end", () => {
    expect([0, 1, 2].map((index) => stageOf(at({ wave: 2, phase: "Updating" }), index))).toEqual([
      "ended",
      "updating",
      "ahead",
    ]);
    expect(stageOf(at({ wave: 1, phase: "Soaking" }), 0)).toBe("soaking");
    expect(stageOf(at({ wave: 3, phase: "AwaitingApproval" }), 2)).toBe("awaiting");
  });

  it("is left where the rollout was given up", () => {
    const waves = at({}).waves.map((wave, index) =>
      index === 0 ? { ...wave, startedAt: "2026-01-01T00:00:00Z" } : wave,
    );
    expect([0, 1].map((index) => stageOf(at({ status: "Cancelled", waves }), index))).toEqual([
      "left",
      "ahead",
    ]);
  });
});

describe("what can be done with a rollout", () => {
  // The table of docs/rollouts.md is generated from the API's own rules.
  const rows = readFileSync("../docs/rollouts.md", "utf8")
    .split("\n")
    .filter((line) =>
      /^\| (Draft|AwaitingApproval|Scheduled|Running|Paused|RollingBack|Failed|Succeeded|RolledBack|Cancelled)\b.*→|^\| \w+ \|.*`rollout-/.test(
        line,
      ),
    )
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const columns = ["start", "approve", "pause", "resume", "promote", "retry", "rollback", "cancel"];

  it("is what the API would not refuse", () => {
    expect(rows.length).toBeGreaterThanOrEqual(12);
    for (const [, where = "", ...cells] of rows) {
      const [status, wave] = where.split(", wave ");
      const phase =
        wave === "soaks" ? "Soaking" : wave === "awaits approval" ? "AwaitingApproval" : "Updating";
      const allowed = columns.filter((_, index) => cells[index]?.startsWith("→"));
      const offered = possible(at({ status: status as RolloutStatus, phase, progress: { Failed: 1 } }));
      expect([...offered].sort(), where).toEqual(allowed.sort());
    }
  });

  it("offers no retry where nothing failed", () => {
    expect(possible(at({ status: "Paused" }))).not.toContain("retry");
    expect(ACTIONS).toContain("retry");
  });
});
