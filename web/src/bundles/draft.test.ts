import { describe, expect, it } from "vitest";
import { checked, complaintAbout, successor, template, withField } from "./draft";

const good =
  '{\n  "bundleId": "shop",\n  "version": "1.0.0",\n  "containers": [{"name": "a", "image": "a:1"}]\n}';

describe("a manifest while it is typed", () => {
  it("has nothing wrong with it when it is right", () => {
    expect(checked(good, "shop").complaints).toEqual([]);
  });

  it("names the field, its line and its column", () => {
    const { complaints } = checked(good.replace("a:1", "A:1"), "shop");
    expect(complaints).toMatchObject([{ field: "containers[0].image", line: 4, column: 41 }]);
  });

  it("says where it stops being JSON", () => {
    const { draft, complaints } = checked(good.replace('"1.0.0",', '"1.0.0"'), "shop");
    expect(draft).toBeUndefined();
    expect(complaints).toMatchObject([{ line: 4, column: 3 }]);
  });

  it("is of the bundle whose page this is", () => {
    expect(checked(good, "till").complaints).toMatchObject([{ field: "bundleId", code: "conflict" }]);
  });

  it("takes what the API refused beside it, once", () => {
    const refused = [{ field: "version", code: "version-exists", message: "was published" }];
    expect(checked(good, "shop", refused).complaints).toMatchObject([{ field: "version", line: 3 }]);
    expect(checked(good.replace("1.0.0", "1"), "shop", refused).complaints).toHaveLength(1);
  });

  it("begins with all but an image, and goes on from the version before", () => {
    expect(checked(template("shop"), "shop").complaints.map(({ field }) => field)).toEqual([
      "containers[0].image",
    ]);
    const next = successor({ bundleId: "shop", version: "1.2.9", containers: [] }, "1.2.9");
    expect(JSON.parse(next)).toMatchObject({ version: "1.2.10" });
  });

  it("loses a field that is emptied", () => {
    expect(withField({ a: 1, b: 2 }, "a", [])).toEqual({ b: 2 });
    expect(withField({ a: 1 }, "b", { c: "d" })).toEqual({ a: 1, b: { c: "d" } });
  });

  it("finds what is wrong inside a field", () => {
    const complaints = [{ field: "containers[0].ports[1].host", code: "range", message: "too high" }];
    expect(complaintAbout(complaints, "containers[0].ports")).toBe("[1].host: too high");
    expect(complaintAbout(complaints, "containers[0].port")).toBeUndefined();
  });
});
