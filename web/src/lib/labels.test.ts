import { describe, expect, it } from "vitest";
import { readLabels } from "./labels";

describe("labels as they are typed", () => {
  it("are keys with values, and tags", () => {
    expect(readLabels(" site = berlin, canary\nenv=a=b,, ")).toEqual({
      site: "berlin",
      canary: "",
      env: "a=b",
    });
    expect(readLabels("")).toEqual({});
  });
});
