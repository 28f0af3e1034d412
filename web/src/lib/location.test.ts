import { describe, expect, it } from "vitest";
import { parseLocation } from "./location";

describe("a location label", () => {
  it.each([
    ["59.91N_10.75E", 59.91, 10.75],
    ["33.87S_151.21E", -33.87, 151.21],
    ["40N_74W", 40, -74],
  ])("%s is a place", (text, latitude, longitude) =>
    expect(parseLocation(text)).toEqual({ latitude, longitude }),
  );

  it.each(["", "oslo", "91N_0E", "10N_181W", "-10_20", "10N,20E"])("%s is none", (text) =>
    expect(parseLocation(text)).toBeUndefined(),
  );
});
