import { describe, expect, it } from "vitest";
import { filters, parseFleetSearch, toFilter, withPart } from "./search";

describe("the fleet page's address", () => {
  it("keeps what it knows", () => {
    const search = {
      q: "oslo",
      selector: "env=prod",
      status: "Degraded",
      lifecycle: "Disabled",
      group: "0192f0c1-e4b2-7cc0-8f1e-2d3c4b5a6978",
      bundle: "pos@1.0.0",
      sort: "-lastSeenAt",
      view: "map",
    };
    expect(parseFleetSearch(search)).toEqual(search);
  });

  it("leaves what it does not know", () => {
    expect(
      parseFleetSearch({ status: "Broken", sort: "size", other: "x", selector: "", view: "globe" }),
    ).toEqual({});
  });

  it("takes a number that was searched for as text", () =>
    expect(parseFleetSearch({ q: 3 })).toEqual({ q: "3" }));

  it("becomes a filter of the API", () => {
    expect(toFilter({ q: "a", status: "Offline", lifecycle: "Active", view: "map" })).toEqual({
      q: "a",
      status: ["Offline"],
      lifecycle: ["Active"],
    });
  });

  it("filters by anything but order and view", () => {
    expect(filters({ sort: "name", view: "map" })).toBe(false);
    expect(filters({ group: "x" })).toBe(true);
  });

  it("loses a part that becomes empty", () => {
    expect(withPart({ q: "a", sort: "name" }, "q", "")).toEqual({ sort: "name" });
    expect(withPart({ sort: "name" }, "status", "Online")).toEqual({ sort: "name", status: "Online" });
  });
});
