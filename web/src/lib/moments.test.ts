import { describe, expect, it } from "vitest";
import { exact, told } from "./format";
import { localised, parts } from "./moments";

const AT = "2026-03-01T12:30:00Z";

describe("a sentence with moments in it", () => {
  it("is taken apart at them, and nothing else is", () => {
    expect(parts(`Wave 1 soaks until ${AT}. Version 1.2.0 waits.`)).toEqual([
      "Wave 1 soaks until ",
      { at: Date.parse(AT) },
      ". Version 1.2.0 waits.",
    ]);
    expect(parts(AT)).toEqual([{ at: Date.parse(AT) }]);
    expect(parts("2026-03-01 is a day")).toEqual(["2026-03-01 is a day"]);
  });

  it("leaves what looks like a moment and is none", () => {
    expect(localised("at 2026-99-99T99:99:99Z")).toBe("at 2026-99-99T99:99:99Z");
  });

  it("says them as people here write them, with fractions too", () => {
    const fine = "2026-03-01T12:30:00.123456Z";
    expect(localised(`since ${fine}: broken`)).toBe(`since ${exact(Date.parse(fine))}: broken`);
  });
});

describe("a moment within a sentence", () => {
  it("does without the day where that is today", () => {
    const now = new Date(2026, 2, 1, 12, 30, 15).getTime();
    expect(told(now, now + 1_000)).toBe(new Date(now).toLocaleTimeString());
    expect(told(now, now + 24 * 3_600_000)).toBe(exact(now));
  });
});
