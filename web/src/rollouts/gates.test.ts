import { describe, expect, it } from "vitest";
import { gateLines, gateText, gateValue, shareOfGreater, type Gate } from "./gates";

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

describe("a gate over time", () => {
  const at = "2026-11-22T12:00:00Z";
  const time = Date.parse(at);

  it("has its bound beside what was measured", () => {
    expect(gateLines({ ...gate, atMost: 80 }, [{ at, updated: 30 }])).toEqual([
      { name: "updated", points: [{ time, value: 30 }] },
      { name: "at most", points: [{ time, value: 80 }], colour: "--bad" },
    ]);
  });

  it("has a bound that goes with what it is compared with", () => {
    const history = [{ at, updated: 30, reference: 20 }];
    expect(
      gateLines({ ...gate, against: "Rest", by: "Ratio", atMost: 1.5 }, history).map((line) => line.points),
    ).toEqual([[{ time, value: 30 }], [{ time, value: 20 }], [{ time, value: 30 }]]);
    expect(
      gateLines({ ...gate, against: "Past", by: "Difference", atLeast: -5 }, history).at(-1),
    ).toMatchObject({ name: "at least", points: [{ value: 15 }] });
  });

  it("leaves out what could not be measured", () => {
    expect(gateLines({ ...gate, against: "Rest", by: "Ratio", atMost: 2 }, [{ at, updated: 30 }])).toEqual([
      { name: "updated", points: [{ time, value: 30 }] },
    ]);
  });
});
