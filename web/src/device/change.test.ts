import { describe, expect, it } from "vitest";
import { labelPatch } from "./change";

describe("a change of labels", () => {
  it("names only what changes", () =>
    expect(
      labelPatch({ env: "prod", old: "", site: "oslo" }, { env: "test", site: "oslo", canary: "" }),
    ).toEqual({
      old: null,
      env: "test",
      canary: "",
    }));

  it("is empty when nothing does", () => expect(labelPatch({ a: "1" }, { a: "1" })).toEqual({}));
});
