import { describe, expect, it } from "vitest";
import { changes, type Sources } from "./changes";

const now = Date.UTC(2026, 0, 2);
const ago = (hours: number) => new Date(now - hours * 3_600_000).toISOString();

const sources: Sources = {
  alerts: [
    {
      id: "alert",
      rule: { id: "r", name: "Too hot", metric: "temperatureCelsius", severity: "Critical" },
      device: { id: "d", name: "till-7" },
      state: "Firing",
      value: 90,
      startedAt: ago(3),
      firedAt: ago(2),
      silencedBy: [],
    },
  ],
  rollouts: [
    {
      id: "old",
      bundleId: "pos",
      version: "1.0.0",
      status: "Succeeded",
      createdAt: ago(60),
      endedAt: ago(50),
    },
    { id: "new", bundleId: "pos", version: "1.1.0", status: "Paused", createdAt: ago(50), startedAt: ago(1) },
  ] as unknown as Sources["rollouts"],
  audit: [
    {
      id: "entry",
      at: ago(4),
      actor: "Ada",
      action: "device.disable",
      objectKind: "device",
      objectId: "d",
      credential: "system",
      details: {},
    },
  ],
};

describe("what changed", () => {
  it("is told from the last to the first, and nothing older than a day", () => {
    expect(changes(sources, now).map((change) => change.id)).toEqual(["new", "alert", "entry"]);
  });

  it("says how bad it is and leads there", () => {
    expect(changes(sources, now)[1]).toEqual({
      id: "alert",
      at: ago(2),
      tone: "bad",
      text: "till-7: Too hot",
      href: "/devices/d",
    });
  });

  it("tells what people did in words", () => {
    expect(changes(sources, now)[2]?.text).toBe("Device disabled by Ada");
  });
});
