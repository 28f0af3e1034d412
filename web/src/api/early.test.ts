import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setTokenSource } from "../auth/session";
import { devicePagesQuery } from "../fleet/devicePages";
import { askEarly, earlyAnswer } from "./early";
import { meQuery, summaryQuery } from "./queries";

// Node.js knows no address of the page; the client takes hold of the class when it is made.
vi.hoisted(() => {
  const original = Request;
  vi.stubGlobal(
    "Request",
    class extends original {
      constructor(input: string | Request, init?: RequestInit) {
        super(
          typeof input === "string" && input.startsWith("/") ? `http://beam.example${input}` : input,
          init,
        );
      }
    },
  );
});

const ME = { subject: "ada", roles: ["Viewer"], tenant: { id: "t", name: "Acme" } };
const HOME = { pathname: "/", search: "" };

const asked: string[] = [];
let me: object = ME;

function request(path: string, token = "one") {
  return new Request(`http://beam.example${path}`, { headers: { authorization: `Bearer ${token}` } });
}

beforeEach(() => {
  asked.length = 0;
  me = ME;
  vi.stubGlobal("fetch", (input: string | Request) => {
    const path = typeof input === "string" ? input : input.url.replace("http://beam.example", "");
    asked.push(path);
    return Promise.resolve(Response.json(path === "/api/me" ? me : { items: [] }));
  });
});

afterEach(() => {
  vi.useRealTimers();
  for (const path of asked) void earlyAnswer(request(path));
});

describe("what is asked early", () => {
  it("is what the first page asks, so that it is asked once", async () => {
    setTokenSource(() => "one");
    await askEarly("one", HOME);
    expect(asked).toHaveLength(3);
    const queries = new QueryClient();
    await queries.query(meQuery);
    await queries.query(summaryQuery);
    await queries.infiniteQuery(devicePagesQuery({}));
    expect(asked).toHaveLength(3);
  });

  it("is no list where the page is another one, or shows a part", async () => {
    await askEarly("one", { pathname: "/alerts", search: "" });
    await askEarly("one", { pathname: "/", search: "?q=till" });
    expect(asked).toEqual(["/api/me", "/api/me"]);
  });

  it("is nothing that would be refused: a list for who is in no tenant, or has no role", async () => {
    me = { subject: "ada", roles: [], tenant: ME.tenant };
    await askEarly("one", HOME);
    me = { subject: "ada", roles: ["Admin"] };
    await askEarly("one", HOME);
    expect(asked).toEqual(["/api/me", "/api/me"]);
  });

  it("answers once, and the same person only", async () => {
    await askEarly("one", HOME);
    expect(earlyAnswer(request("/api/me"))).toBeDefined();
    expect(earlyAnswer(request("/api/me"))).toBeUndefined();
    expect(earlyAnswer(request("/api/fleet/summary", "another"))).toBeUndefined();
    expect(earlyAnswer(request("/api/groups"))).toBeUndefined();
  });

  it("leaves the rest to an app that was as quick", async () => {
    const begun = askEarly("one", HOME);
    expect(earlyAnswer(request("/api/me"))).toBeDefined();
    await begun;
    expect(asked).toEqual(["/api/me"]);
  });

  it("is not believed any more after two seconds", async () => {
    vi.useFakeTimers({ now: 0, toFake: ["Date"] });
    await askEarly("one", HOME);
    vi.setSystemTime(2_000);
    expect(earlyAnswer(request("/api/me"))).toBeUndefined();
  });
});
