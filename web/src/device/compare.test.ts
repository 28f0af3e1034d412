import { describe, expect, it } from "vitest";
import { compare } from "./compare";

const container = (bundle: string, name: string, image: string, health?: string) => ({
  bundle,
  name,
  image,
  state: "running",
  restarts: 0,
  ...(health === undefined ? {} : { health }),
});

describe("desired beside reported", () => {
  it("is the same where the device runs what was asked for", () => {
    const pairs = compare(
      { bundles: [{ bundleId: "pos", version: "1.0.0", containers: [{ name: "till", image: "till:1" }] }] },
      {
        bundles: [{ bundleId: "pos", version: "1.0.0", state: "Running" }],
        containers: [container("pos", "till", "till:1", "healthy")],
      },
    );
    expect(pairs).toEqual([
      {
        bundleId: "pos",
        desiredVersion: "1.0.0",
        reportedVersion: "1.0.0",
        state: "Running",
        verdict: "same",
        containers: [
          {
            name: "till",
            desiredImage: "till:1",
            reportedImage: "till:1",
            state: "running, healthy",
            verdict: "same",
          },
        ],
      },
    ]);
  });

  it("tells what is missing, what differs and what should not be there", () => {
    const pairs = compare(
      {
        bundles: [
          { bundleId: "new", version: "1.0.0", containers: [{ name: "a", image: "a:1" }] },
          { bundleId: "pos", version: "2.0.0", containers: [{ name: "till", image: "till:2" }] },
        ],
      },
      {
        bundles: [
          { bundleId: "old", version: "1.0.0", state: "Running" },
          { bundleId: "pos", version: "1.0.0", state: "Updating" },
        ],
        containers: [container("pos", "till", "till:1"), container("pos", "left", "left:1")],
      },
    );
    expect(pairs.map((pair) => [pair.bundleId, pair.verdict])).toEqual([
      ["new", "missing"],
      ["old", "extra"],
      ["pos", "differs"],
    ]);
    expect(pairs[2]?.containers.map((one) => [one.name, one.verdict])).toEqual([
      ["left", "extra"],
      ["till", "differs"],
    ]);
  });

  it("is empty before anything was asked or told", () => expect(compare(undefined, undefined)).toEqual([]));
});
