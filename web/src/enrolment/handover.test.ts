import { describe, expect, it } from "vitest";
import { enrolCommand, modulesPath, seedFile } from "./handover";

const handover = { server: "https://fleet.example.com", token: "sbe_1_2" };

describe("what a device is handed", () => {
  it("is a line for its shell", () => {
    expect(enrolCommand(handover)).toBe(
      "sudo signalbeam-agent enroll --server https://fleet.example.com --token sbe_1_2",
    );
  });

  it("is the file that the agent reads from a boot partition", () => {
    expect(seedFile(handover)).toBe("server: https://fleet.example.com\ntoken: sbe_1_2\n");
  });

  it("is drawn module by module", () => {
    expect(
      modulesPath([
        [true, false],
        [false, true],
      ]),
    ).toBe("M0 0h1v1h-1zM1 1h1v1h-1z");
  });
});
