import { describe, expect, it } from "vitest";
import { chosen, complete, knownLabels } from "./selector";

const known = knownLabels([
  {
    labels: { env: "prod", site: "berlin", canary: "" },
    facts: { os: "linux", arch: "arm64", version: "1.0.0" },
  },
  { labels: { env: "staging", site: "oslo" }, facts: { os: "linux", arch: "amd64", version: "1.0.0" } },
]);

const options = (text: string) => complete(text, text.length, known).options.map((option) => option.text);

describe("completion of a selector", () => {
  it("offers labels and facts to begin with", () =>
    expect(options("")).toEqual(["agent.version", "canary", "env", "os.arch", "os.name", "site"]));

  it("offers keys that contain what was typed, those that begin with it first", () => {
    expect(options("s")).toEqual(
      ["site", "agent.version", "canary", "os.arch", "os.name"].filter((key) => key.includes("s")),
    );
    expect(options("env=prod,arc")).toEqual(["os.arch"]);
    expect(options("!can")).toEqual(["canary"]);
  });

  it("offers what a key was seen with, once the key is whole", () =>
    expect(options("env")).toEqual(["=prod", "=staging", " in ("]));

  it("offers values after an operator", () => {
    expect(options("env=")).toEqual(["prod", "staging"]);
    expect(options("env != st")).toEqual(["staging"]);
    expect(options("env=prod, os.arch==")).toEqual(["amd64", "arm64"]);
  });

  it("offers in a list what is not in it yet", () => {
    expect(options("site in (")).toEqual(["berlin", "oslo"]);
    expect(options("env=prod,site notin (berlin,")).toEqual(["oslo"]);
  });

  it("offers operators after a space", () => expect(options("site ")).toEqual(["in (", "notin ("]));

  it("puts a choice where the typed part was", () => {
    const text = "env=pr,site=oslo";
    const completion = complete(text, 6, known);
    expect(chosen(text, completion, "prod")).toEqual({ text: "env=prod,site=oslo", caret: 8 });
  });
});
