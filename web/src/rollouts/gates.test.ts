import { describe, expect, it } from "vitest";
import { gateText, gateValue, shareOfGreater, type Gate } from "./gates";

const gate: Gate = { metric: "cpuPercent", minDevices: 1, minSamples: 5, onFailure: "Pause" };

describe("a gate in words", () => {
  it("says its bound, and what becomes of the rollout", () => {
    expect(gateText({ ...gate, atMost: 80 })).toBe("cpuPercent: at most 80 %; else it pauses");
    expect(gateText({ ...gate, against: "Rest", by: "Ratio", atMost: 1.5, onFailure: "RollBack" })).toBe(
      "ratio of cpuPercent beside devices that are not asked yet: at most 1.5 times; else it rolls back",
    );
    expect(gateText({ ...gate, against: "Past", by: "Difference", atLeast: -5 })).toContain("at least -5 %");
  });

  it("gives values their unit", () => {
    expect(gateValue("container.a/b.memoryBytes", 2048)).toBe("2.00 KiB");
    expect(gateValue("containerRestarts", 0.333)).toBe("0.33");
  });

  it("draws two values side by side", () => {
    expect(shareOfGreater(5, 10)).toBe(50);
    expect(shareOfGreater(undefined, 10)).toBe(0);
    expect(shareOfGreater(0, 0)).toBe(0);
  });
});
