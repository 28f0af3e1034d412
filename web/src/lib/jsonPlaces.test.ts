import { describe, expect, it } from "vitest";
import { lineOf, parseJson, placeOf } from "./jsonPlaces";

function parsed(text: string) {
  const result = parseJson(text);
  if (!result.ok) throw new Error(result.message);
  return result;
}

describe("JSON with places", () => {
  it("reads what the browser's own parser reads", () => {
    const text = ' {"a": [1, -2.5e3, "x\\u0041\\n", true, false, null, {}], "b": {"c": []}, "": 0} ';
    expect(parsed(text).value).toEqual(JSON.parse(text));
  });

  it("knows where each value stands", () => {
    const text = '{"containers": [{"name": "a"}, {"image": "x:1"}]}';
    const { places } = parsed(text);
    const { from, to } = placeOf(places, "containers[1].image");
    expect(text.slice(from, to)).toBe('"x:1"');
  });

  it("takes the nearest thing around a field that is not there", () => {
    const text = '{"containers": [{"name": "a"}]}';
    const { from, to } = placeOf(parsed(text).places, "containers[0].image");
    expect(text.slice(from, to)).toBe('{"name": "a"}');
    expect(placeOf(parsed(text).places, "version")).toEqual({ from: 0, to: 1 });
  });

  it.each([
    ["", 0],
    ['{"a" 1}', 5],
    ["[1,]", 3],
    ['{"a": 1, "a": 2}', 9],
    ["{} x", 3],
    ['{"a": "b', 6],
    ["{'a': 1}", 1],
    ["[01]", 2],
    ['["a\tb"]', 1],
    ['["\\x"]', 1],
  ])("refuses %j at its place", (text, at) => {
    const result = parseJson(text);
    expect(result.ok ? "taken" : result.at).toBe(at);
  });

  it("counts lines and columns from 1", () => {
    expect(lineOf("ab\ncd", 0)).toEqual({ line: 1, column: 1 });
    expect(lineOf("ab\ncd", 4)).toEqual({ line: 2, column: 2 });
  });
});
