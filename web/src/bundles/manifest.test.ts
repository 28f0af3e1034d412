import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manifestErrors } from "./manifest";

interface Case {
  why: string;
  manifest: unknown;
  errors: string[];
}

const cases = JSON.parse(
  readFileSync("../shared/src/test/resources/manifests/refused.json", "utf8"),
) as Case[];

describe("the rules of a manifest, as the API has them", () => {
  it.each(cases)("$why", ({ manifest, errors }) => {
    const found = manifestErrors(manifest).map(({ field, code }) => `${field} ${code}`.trim());
    expect(found.sort()).toEqual([...errors].sort());
  });

  it("says what to do, in the words of the API", () => {
    const [error] = manifestErrors({
      bundleId: "a",
      version: "1.0.0",
      containers: [{ name: "a", image: "A" }],
    });
    expect(error).toEqual({
      field: "containers[0].image",
      code: "format",
      message: "must be an image such as ghcr.io/org/app:1.2.0 or app@sha256:…",
    });
  });
});
