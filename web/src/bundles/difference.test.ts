import { describe, expect, it } from "vitest";
import { difference } from "./difference";

const web = { name: "web", image: "nginx:1.27", env: { A: "1", B: "2" }, ports: [{ container: 80 }] };

describe("the difference of two versions", () => {
  it("is nothing between equal manifests, whatever the order of their containers", () => {
    const db = { name: "db", image: "postgres:17" };
    const parts = difference({ containers: [web, db] }, { containers: [db, web] });
    expect(parts.map((part) => part.kind)).toEqual(["same", "same"]);
  });

  it("names what of a container changed, came and went", () => {
    const now = { ...web, image: "nginx:1.28", env: { A: "1", C: "3" } };
    const [part] = difference({ containers: [web] }, { containers: [now] });
    expect(part?.changes).toEqual([
      { kind: "removed", path: "env.B", name: "env", before: "2" },
      { kind: "added", path: "env.C", name: "env", after: "3" },
      { kind: "changed", path: "image", name: "image", before: "nginx:1.27", after: "nginx:1.28" },
    ]);
  });

  it("tells containers that came from those that went", () => {
    const parts = difference({ containers: [web] }, { containers: [{ name: "api" }] });
    expect(parts.map(({ title, kind }) => [title, kind])).toEqual([
      ["api", "added"],
      ["web", "removed"],
    ]);
  });

  it("tells what concerns the bundle itself, and artifacts by their names", () => {
    const parts = difference(
      { containers: [web], artifacts: [{ name: "model.bin" }] },
      { description: "New", containers: [web], logs: { ship: true } },
    );
    expect(parts.map(({ title, kind }) => [title, kind])).toEqual([
      ["Bundle", "changed"],
      ["web", "same"],
      ["artifact model.bin", "removed"],
    ]);
  });
});
