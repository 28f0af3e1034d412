import { describe, expect, it } from "vitest";
import type { Device } from "../api/queries";
import { flat, renewed, type DevicePages } from "./devicePages";

const device = (id: string) => ({ id }) as Device;
const list: DevicePages = {
  pages: [
    { items: [device("a"), device("b")], nextCursor: "1", total: 5 },
    { items: [device("c"), device("d")], nextCursor: "2" },
    { items: [device("e")] },
  ],
  pageParams: [null, "1", "2"],
};
const ids = (pages: DevicePages) => flat(pages.pages).map((one) => one.id);

describe("a list of devices", () => {
  it("takes in pages that were read anew and keeps the others", () => {
    const next = renewed(list, 1, [{ items: [device("c2"), device("d")], nextCursor: "2" }]);
    expect(ids(next)).toEqual(["a", "b", "c2", "d", "e"]);
  });

  it("gives up what follows when a page ends elsewhere now", () => {
    const next = renewed(list, 0, [{ items: [device("new"), device("a")], nextCursor: "0" }]);
    expect(ids(next)).toEqual(["new", "a"]);
    expect(next.pageParams).toEqual([null]);
  });

  it("remembers where a page between two new ones begins", () => {
    const next = renewed(list, 0, [
      { items: [device("new"), device("a")], nextCursor: "0" },
      { items: [device("b"), device("c")], nextCursor: "2" },
    ]);
    expect(ids(next)).toEqual(["new", "a", "b", "c", "e"]);
    expect(next.pageParams).toEqual([null, "0", "2"]);
  });

  it("shows a device once that stands on two pages", () => {
    const pages = [{ items: [device("a")] }, { items: [device("a"), device("b")] }];
    expect(ids({ pages, pageParams: [null, "1"] })).toEqual(["a", "b"]);
  });
});
