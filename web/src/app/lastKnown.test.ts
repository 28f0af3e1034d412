// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { afterEach, describe, expect, it } from "vitest";
import { forgetLastKnown, keepLastKnown, restoreLastKnown } from "./lastKnown";

afterEach(() => sessionStorage.clear());

function closeTabOf(subject: string) {
  const queries = new QueryClient();
  const stop = keepLastKnown(queries, subject);
  queries.setQueryData(["fleet", "summary"], { devices: 7 });
  window.dispatchEvent(new Event("pagehide"));
  stop();
}

function openTabOf(subject: string) {
  const queries = new QueryClient();
  restoreLastKnown(queries, subject);
  return queries.getQueryData(["fleet", "summary"]);
}

describe("what was known last", () => {
  it("is there again after a reload", () => {
    closeTabOf("ada");
    expect(openTabOf("ada")).toEqual({ devices: 7 });
  });

  it("is not shown to somebody else", () => {
    closeTabOf("ada");
    expect(openTabOf("bo")).toBeUndefined();
  });

  it("is gone after signing out", () => {
    closeTabOf("ada");
    forgetLastKnown();
    expect(openTabOf("ada")).toBeUndefined();
  });
});
