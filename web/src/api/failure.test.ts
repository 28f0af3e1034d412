// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useFailure, type Failing } from "./failure";

const gone = new Error("gone");

function failures(first: Failing, ...then: Failing[]) {
  const { result, rerender } = renderHook((query: Failing) => useFailure(query), { initialProps: first });
  return then.map((query) => {
    rerender(query);
    return result.current;
  });
}

test("what has failed has failed until it is answered, also while it is tried again", () => {
  expect(
    failures(
      { data: undefined, error: null, errorUpdateCount: 0 },
      { data: undefined, error: gone, errorUpdateCount: 1 },
      { data: undefined, error: null, errorUpdateCount: 1 },
      { data: "here", error: null, errorUpdateCount: 1 },
    ),
  ).toEqual([gone, gone, null]);
});

test("another query has not failed because the one before did", () => {
  expect(
    failures(
      { data: undefined, error: gone, errorUpdateCount: 1 },
      { data: undefined, error: null, errorUpdateCount: 0 },
    ),
  ).toEqual([null]);
});

test("what was known before stays, whatever fails", () => {
  expect(
    failures(
      { data: "here", error: null, errorUpdateCount: 0 },
      { data: "here", error: gone, errorUpdateCount: 1 },
    ),
  ).toEqual([null]);
});
