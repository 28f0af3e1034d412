import { describe, expect, it } from "vitest";
import { parseFleetSearch, toFilter } from "./search";

describe("the fleet page's address", () => {
  it("keeps what it knows", () => {
    const search = { q: "oslo", selector: "env=prod", status: "Degraded", sort: "-lastSeenAt" };
    expect(parseFleetSearch(search)).toEqual(search);
  });

  it("leaves what it does not know", () => {
    expect(parseFleetSearch({ q: 3, status: "Broken", sort: "size", other: "x", selector: "" })).toEqual({});
  });

  it("becomes a filter of the API", () => {
    expect(toFilter({ q: "a", status: "Offline" })).toEqual({ q: "a", status: ["Offline"], limit: 100 });
  });
});
