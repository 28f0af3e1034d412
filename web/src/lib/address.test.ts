import { describe, expect, it } from "vitest";
import { changed, chosen, texts } from "./address";

describe("the state in an address", () => {
  it("is what the page knows, and nothing else that stands there", () => {
    expect(texts("q", "tab", "n", "flag")({ q: "a", tab: "", n: 7, flag: true, x: "y" })).toEqual({
      q: "a",
      n: "7",
      flag: "true",
    });
    expect(texts("q")({ q: ["a"] })).toEqual({});
  });

  it("falls back to the first choice", () => {
    expect(chosen(["a", "b"], "b")).toBe("b");
    expect(chosen(["a", "b"], "c")).toBe("a");
    expect(chosen(["a", "b"], undefined)).toBe("a");
  });

  it("loses what becomes nothing", () => {
    const search: Partial<Record<"q" | "tab", string>> = { q: "a", tab: "b" };
    expect(changed(search, { q: undefined })).toEqual({ tab: "b" });
    expect(changed(search, { q: "" })).toEqual({ tab: "b" });
    expect(changed(search, { q: "c" })).toEqual({ q: "c", tab: "b" });
  });
});
