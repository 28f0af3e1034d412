import { describe, expect, it } from "vitest";
import { dayAfter, instantOf } from "./moments";

describe("days as people choose them", () => {
  it("begin at midnight by their own clock", () => {
    expect(instantOf("2026-03-01")).toBe(new Date(2026, 2, 1).toISOString());
  });

  it("reach to the beginning of the next day", () => {
    expect(dayAfter("2026-02-28")).toBe(new Date(2026, 2, 1).toISOString());
  });

  it("are nothing when they are none", () => {
    expect(instantOf("yesterday")).toBeUndefined();
    expect(instantOf(undefined)).toBeUndefined();
    expect(dayAfter("")).toBeUndefined();
  });
});
