import { describe, expect, it } from "vitest";
import { amount, formErrors, newRollout, type RolloutForm } from "./form";
import { NEW_GATE } from "./gates";
import { wave } from "./waves";

const form: RolloutForm = {
  name: " ",
  bundleId: "shop",
  version: "1.0.0",
  reach: "selector",
  groupId: "",
  selector: " env=prod ",
  deviceIds: "",
  waves: [],
  gates: [],
  maxUnavailable: "",
  errorThreshold: "",
  onErrors: "Pause",
  deadlineMinutes: "",
  startAt: "",
  windowFrom: "",
  windowTo: "",
  draft: false,
};

describe("a new rollout", () => {
  it("leaves out what nobody has asked for", () => {
    expect(newRollout(form)).toEqual({
      bundleId: "shop",
      version: "1.0.0",
      target: { selector: "env=prod" },
      deviceDeadlineSeconds: 900,
      draft: false,
      priority: 0,
    });
  });

  it("takes everything that was filled in", () => {
    const filled = newRollout({
      ...form,
      reach: "devices",
      deviceIds: "a, b\nc",
      waves: [wave({ percentage: 5 }), wave({})],
      gates: [NEW_GATE],
      maxUnavailable: "10 %",
      errorThreshold: "3",
      onErrors: "RollBack",
      deadlineMinutes: "1.5",
      startAt: "2026-01-01T00:00Z",
      windowFrom: "22:00",
      windowTo: "04:00",
    });
    expect(filled).toMatchObject({
      target: { deviceIds: ["a", "b", "c"] },
      maxUnavailable: { percentage: 10 },
      errorThreshold: { count: 3, action: "RollBack" },
      deviceDeadlineSeconds: 90,
      startAt: "2026-01-01T00:00:00.000Z",
      windows: { open: [{ from: "22:00", to: "04:00" }] },
    });
    expect(filled.waves).toHaveLength(2);
    expect(filled.gates).toEqual([NEW_GATE]);
  });

  it("says what is missing before it asks", () => {
    expect(formErrors(form)).toEqual({});
    expect(formErrors({ ...form, bundleId: "", selector: " " })).toEqual({
      bundleId: "choose one",
      selector: "must be given",
    });
    expect(formErrors({ ...form, errorThreshold: "some", windowTo: "04:00" })).toHaveProperty("windowFrom");
    expect(formErrors({ ...form, errorThreshold: "some" })).toHaveProperty("errorThreshold");
  });

  it("tells devices from shares", () => {
    expect(amount("5")).toEqual({ count: 5 });
    expect(amount(" 5% ")).toEqual({ percentage: 5 });
    expect(amount("")).toBeUndefined();
  });
});
