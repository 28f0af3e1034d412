import { describe, expect, it } from "vitest";
import type { Device } from "../api/queries";
import { parsePatch, toEach, undoing } from "./bulk";

const device = (id: string, labels: Record<string, string> = {}) => ({ id, labels }) as Device;

describe("something done to many devices", () => {
  it("goes on when one is refused, and tells which", async () => {
    const devices = ["a", "b", "c", "d", "e", "f"].map((id) => device(id));
    const counts: number[] = [];
    const result = await toEach(
      devices,
      (one) => (one.id === "b" ? Promise.reject(new Error("no")) : Promise.resolve()),
      (count) => counts.push(count),
    );
    expect(result.done.map((one) => one.id).sort()).toEqual(["a", "c", "d", "e", "f"]);
    expect(result.failed.map((one) => one.device.id)).toEqual(["b"]);
    expect(counts.at(-1)).toBe(6);
  });

  it("can be undone to the labels that each had", () =>
    expect(undoing(device("a", { env: "prod", old: "" }), { env: "test", canary: "", old: null })).toEqual({
      env: "prod",
      canary: null,
      old: "",
    }));
});

describe("a change of labels", () => {
  it("sets, tags and takes away", () =>
    expect(parsePatch("env=prod, canary -old")).toEqual({
      patch: { env: "prod", canary: "", old: null },
      wrong: [],
    }));

  it("tells what it does not understand", () =>
    expect(parsePatch("=x -a=b ok").wrong).toEqual(["=x", "-a=b"]));
});
