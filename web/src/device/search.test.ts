import { describe, expect, it } from "vitest";
import { parseDeviceSearch } from "./search";

describe("the device page's address", () => {
  it("keeps what it knows", () => {
    const search = { tab: "state", range: "24h", from: 1_000, to: 2_000, logs: "pos/till" };
    expect(parseDeviceSearch(search)).toEqual(search);
  });

  it("leaves what it does not know", () =>
    expect(parseDeviceSearch({ tab: "x", range: "9y", from: 5, to: 4, logs: "../etc" })).toEqual({}));
});
