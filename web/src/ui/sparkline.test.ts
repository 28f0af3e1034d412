import { describe, expect, it } from "vitest";
import { sparkPath } from "./sparkline";

describe("a sparkline", () => {
  it("goes from the bottom to the top of its values", () =>
    expect(sparkPath([0, 5, 10])).toBe("M0.0 46.0L120.0 24.0L240.0 2.0"));

  it("lifts the pen where nothing is known", () =>
    expect(sparkPath([0, null, 10])).toBe("M0.0 46.0M240.0 2.0"));

  it("draws nothing of nothing, and lies flat where nothing changes", () => {
    expect(sparkPath([])).toBe("");
    expect(sparkPath([3, 3])).toBe("M0.0 46.0L240.0 46.0");
  });
});
