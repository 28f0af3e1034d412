// @vitest-environment jsdom
import { afterEach, describe, expect, it } from "vitest";
import { readViews, withView, writeViews } from "./views";

afterEach(() => localStorage.clear());

describe("saved views", () => {
  it("are there again for the same tenant alone", () => {
    writeViews("one", [{ name: "ailing", search: { status: "Degraded" } }]);
    expect(readViews("one")).toEqual([{ name: "ailing", search: { status: "Degraded" } }]);
    expect(readViews("other")).toEqual([]);
  });

  it("are none when what is kept makes no sense", () => {
    localStorage.setItem("signalbeam.views.one", "{");
    expect(readViews("one")).toEqual([]);
    localStorage.setItem("signalbeam.views.one", '[1, {"name": "a", "search": {"status": "Broken"}}]');
    expect(readViews("one")).toEqual([{ name: "a", search: {} }]);
  });

  it("replace one of the same name", () =>
    expect(withView([{ name: "a", search: {} }], { name: "a", search: { q: "x" } })).toEqual([
      { name: "a", search: { q: "x" } },
    ]));
});
