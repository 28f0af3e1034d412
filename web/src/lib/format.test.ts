import { describe, expect, it } from "vitest";
import { ago, bytes, duration, percent, share } from "./format";

describe("ago", () => {
  it.each([
    [0, "just now"],
    [5, "5 s ago"],
    [119, "1 min ago"],
    [3_600, "1 h ago"],
    [90_000, "1 d 1 h ago"],
  ])("says %i seconds as %s", (seconds, text) => expect(ago(0, seconds * 1_000)).toBe(text));

  it("calls what lies in the future now, because clocks differ", () =>
    expect(ago(5_000, 0)).toBe("just now"));
});

describe("duration", () => {
  it("names the smaller unit only where there is some", () => {
    expect(duration(7_200)).toBe("2 h");
    expect(duration(7_260)).toBe("2 h 1 min");
  });
});

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [1_023, "1023 B"],
    [1_024, "1.00 KiB"],
    [15_728_640, "15.0 MiB"],
    [4_294_967_296, "4.00 GiB"],
  ])("writes %i as %s", (value, text) => expect(bytes(value)).toBe(text));
});

describe("percent and share", () => {
  it("keeps a digit below ten", () => {
    expect(percent(3.14)).toBe("3.1 %");
    expect(percent(31.4)).toBe("31 %");
  });
  it("is nothing where either part is unknown", () => {
    expect(share(1, undefined)).toBeUndefined();
    expect(share(1, 0)).toBeUndefined();
    expect(share(1, 4)).toBe(25);
  });
});
