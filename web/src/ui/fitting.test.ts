import { describe, expect, it } from "vitest";
import { chipWidth, fitting } from "./fitting";

describe("the chips that fit", () => {
  it("are all of them where there is room, without any for a counter", () => {
    expect(fitting([60, 60], 124, 1)).toBe(2);
    expect(fitting([60, 60, 60, 60], 124, 2)).toBe(4);
    expect(fitting([], 100, 2)).toBe(0);
  });

  it("leave room for the count of the others on the last line", () => {
    expect(fitting([60, 60, 60], 124, 1)).toBe(1);
    expect(fitting([60, 60, 60, 60, 60], 124, 2)).toBe(3);
  });

  it("are one at the least, however wide it is", () => {
    expect(fitting([500, 20], 100, 1)).toBe(1);
    expect(fitting([500, 500, 500], 100, 2)).toBe(1);
    expect(fitting([500, 20], 100, 2)).toBe(2);
  });

  it("are taken to be as wide as their letters", () => {
    expect(chipWidth.mono("site=berlin")).toBeGreaterThan(chipWidth.mono("site=oslo"));
    expect(chipWidth.plain("")).toBe(16);
  });
});
