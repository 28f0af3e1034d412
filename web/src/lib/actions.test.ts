import { describe, expect, it } from "vitest";
import { actionText } from "./actions";

describe("what was done, in words", () => {
  it("names the thing and what became of it", () => {
    expect(actionText("alert-webhook.create")).toBe("Alert webhook created");
    expect(actionText("person.change-role")).toBe("Person given another role");
  });

  it("is the action itself where there are no words for it", () => {
    expect(actionText("tenant.something-new")).toBe("tenant.something-new");
    expect(actionText("")).toBe("");
  });
});
