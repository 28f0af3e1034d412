import { describe, expect, it } from "vitest";
import { isCancellable, newCommand, type CommandForm } from "./commands";

const form: CommandForm = { kind: "FetchLogs", place: "shop/web", lines: "200", expires: "3600" };

describe("a new command", () => {
  it("names the container where it is about one", () => {
    expect(newCommand(form)).toEqual({
      kind: "FetchLogs",
      bundleId: "shop",
      container: "web",
      lines: 200,
      expiresInSeconds: 3600,
    });
    expect(newCommand({ ...form, kind: "RestartContainer" })).not.toHaveProperty("lines");
  });

  it("leaves out what its kind does not take", () => {
    expect(newCommand({ ...form, kind: "Reboot" })).toEqual({ kind: "Reboot", expiresInSeconds: 3600 });
    expect(newCommand({ ...form, lines: " " })).not.toHaveProperty("lines");
  });
});

describe("a command", () => {
  it("can be taken back until the device has begun", () => {
    expect(isCancellable({ status: "Delivered" })).toBe(true);
    expect(isCancellable({ status: "Running" })).toBe(false);
    expect(isCancellable({ status: "Expired" })).toBe(false);
  });
});
