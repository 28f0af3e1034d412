import { describe, expect, it } from "vitest";
import { mayAs } from "./roles";

describe("a role", () => {
  it("may do what lower ones may, and nothing of higher ones", () => {
    expect(mayAs(["Operator"], "Viewer")).toBe(true);
    expect(mayAs(["Operator"], "Operator")).toBe(true);
    expect(mayAs(["Operator"], "Admin")).toBe(false);
  });

  it("that nobody has may nothing", () => expect(mayAs([], "Viewer")).toBe(false));
});
