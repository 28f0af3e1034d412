import { describe, expect, it } from "vitest";
import { longestStep, withGaps, type Point } from "./gaps";

const every = (seconds: number, count: number, from = 0): Point[] =>
  Array.from({ length: count }, (_, index) => ({ time: from + index * seconds * 1_000, value: index }));

describe("a line over time", () => {
  it("is drawn through while samples come as usual", () => {
    const points = every(30, 5);
    expect(withGaps(points, longestStep(points))).toEqual(points);
  });

  it("is broken where the device was silent", () => {
    const points = [...every(30, 5), ...every(30, 5, 3_600_000)];
    const drawn = withGaps(points, longestStep(points));
    expect(drawn.filter((point) => point.value === null)).toEqual([{ time: 120_001, value: null }]);
    expect(drawn).toHaveLength(11);
  });

  it("of few points stays whole up to a minute", () => {
    expect(longestStep([])).toBe(60_000);
    expect(longestStep(every(5, 3))).toBe(60_000);
  });
});
