import { describe, expect, it } from "vitest";
import { fromBase64, hexLines, shiftMillis } from "./bytes";

describe("the bytes of a parked event", () => {
  it("show their place, their values and what can be read", () => {
    const bytes = fromBase64(btoa('{"a":1}\u0000 and then more'));
    expect(hexLines(bytes)).toEqual([
      '000000  7b 22 61 22 3a 31 7d 00 20 61 6e 64 20 74 68 65  {"a":1}. and the',
      "000010  6e 20 6d 6f 72 65                                n more",
    ]);
  });

  it("stop somewhere", () => {
    expect(hexLines(new Uint8Array(100), 32)).toHaveLength(2);
  });
});

describe("a shift as it is typed", () => {
  it.each([
    ["", 0],
    ["-2 h", -7_200_000],
    ["+30min", 1_800_000],
    ["1.5 d", 129_600_000],
    ["10", 10_000],
    ["250 ms", 250],
    ["soon", undefined],
    ["2 weeks", undefined],
  ])("%j is %s milliseconds", (text, millis) => {
    expect(shiftMillis(text)).toBe(millis);
  });
});
