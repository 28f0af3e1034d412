import { describe, expect, it } from "vitest";
import { rowsInSight } from "./visibleRows";

describe("the rows in sight", () => {
  it("begin with the first one at the top of the page", () => {
    expect(rowsInSight(300, 800, 100_000, 50)).toEqual({ first: 0, last: 18 });
  });

  it("follow the page, with some to spare at both edges", () => {
    const seen = rowsInSight(-500_000, 800, 100_000, 50);
    expect(seen.first).toBeLessThanOrEqual(10_000 - 8);
    expect(seen.last).toBeGreaterThanOrEqual(10_016 + 8);
    expect(seen.last - seen.first).toBeLessThan(60);
  });

  it("move in steps, so that not every pixel draws anew", () => {
    expect(rowsInSight(-5_000, 800, 1_000, 50)).toEqual(rowsInSight(-5_010, 800, 1_000, 50));
  });

  it("end with the last row, and are none when there are none", () => {
    expect(rowsInSight(-1_000_000, 800, 30, 50)).toEqual({ first: 29, last: 30 });
    expect(rowsInSight(0, 800, 0, 50)).toEqual({ first: 0, last: 0 });
  });
});
