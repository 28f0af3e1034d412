import { describe, expect, it } from "vitest";
import { words } from "./rolloutStatus";

describe("words", () => {
  it("are for people", () => {
    expect(words("AwaitingApproval")).toBe("awaiting approval");
    expect(words("Running")).toBe("running");
  });
});
