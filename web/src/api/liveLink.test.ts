// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { live, onChange, POLL } from "./live";
import { listen } from "./liveLink";
import { ApiProblem } from "./problem";

/** The other end of a connection, as a browser has it. */
class Line {
  static lines: Line[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly said: string[] = [];
  closed = false;
  readonly url: string;
  readonly protocol: string;

  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
    Line.lines.push(this);
  }
  send(text: string) {
    this.said.push(text);
  }
  close() {
    this.closed = true;
  }
  tell(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const negotiated = vi.fn<() => Promise<{ protocol: "json.webpubsub.azure.v1"; url?: string }>>();
const CONNECTED = { type: "system", event: "connected", connectionId: "1" };
const address = {
  protocol: "json.webpubsub.azure.v1" as const,
  url: "ws://127.0.0.1:9500/client/hubs/fleet",
};
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  Line.lines = [];
  vi.stubGlobal("WebSocket", Line);
  negotiated.mockImplementation(() => Promise.resolve(address));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  negotiated.mockReset();
});

async function connected(): Promise<Line> {
  stop = listen(new QueryClient(), negotiated);
  await vi.advanceTimersByTimeAsync(50);
  const line = Line.lines.at(-1);
  if (line === undefined) throw new Error("no connection");
  line.tell(CONNECTED);
  return line;
}

describe("the link to where changes are told of", () => {
  it("asks seldom once it hears, and passes on what it is told", async () => {
    const heard = vi.fn();
    const unheard = onChange(heard);
    const line = await connected();
    expect([line.url, line.protocol]).toEqual([address.url, address.protocol]);
    expect(live()).toBeGreaterThan(POLL);
    line.tell({ type: "message", from: "group", dataType: "json", data: { changed: ["Rollouts", 7] } });
    expect(heard).toHaveBeenCalledExactlyOnceWith(new Set(["Rollouts"]));
    unheard();
  });

  it("has everything asked for, and often again, when it is cut off; and comes back", async () => {
    const line = await connected();
    const heard = vi.fn<(topics: ReadonlySet<string>) => void>();
    const unheard = onChange(heard);
    line.onclose?.();
    expect(live()).toBe(POLL);
    // At a moment of its own: a thousand pages are cut off at once.
    expect(heard).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(POLL);
    expect([...(heard.mock.calls[0]?.[0] ?? [])]).toContain("Devices");
    expect(Line.lines).toHaveLength(2);
    Line.lines[1]?.tell(CONNECTED);
    expect(live()).toBeGreaterThan(POLL);
    unheard();
  });

  it("has everything asked for once in an outage, and not at each try", async () => {
    const line = await connected();
    const heard = vi.fn();
    const unheard = onChange(heard);
    line.onclose?.();
    for (let tries = 2; tries < 8; tries++) {
      await vi.advanceTimersByTimeAsync(60_000);
      expect(Line.lines.length).toBeGreaterThanOrEqual(tries);
      Line.lines.at(-1)?.onerror?.();
    }
    expect(heard).toHaveBeenCalledOnce();
    unheard();
  });

  it("takes silence for an end: it asks once, and then gives the connection up", async () => {
    const line = await connected();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(line.said).toEqual(['{"type":"ping"}']);
    line.tell({ type: "pong" });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(line.said).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(line.closed).toBe(true);
    expect(live()).toBe(POLL);
  });

  it("tries again ever more seldom while the API does not answer", async () => {
    negotiated.mockImplementation(() => Promise.reject(new TypeError("no network")));
    stop = listen(new QueryClient(), negotiated);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(negotiated.mock.calls.length).toBeGreaterThan(3);
    expect(negotiated.mock.calls.length).toBeLessThan(12);
    expect(live()).toBe(POLL);
  });

  it("leaves it at asking where nothing is pushed, or somebody may not hear", async () => {
    negotiated.mockImplementation(() => Promise.resolve({ protocol: address.protocol }));
    stop = listen(new QueryClient(), negotiated);
    await vi.advanceTimersByTimeAsync(120_000);
    stop();
    negotiated.mockImplementation(() => Promise.reject(new ApiProblem(403, undefined)));
    stop = listen(new QueryClient(), negotiated);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(negotiated).toHaveBeenCalledTimes(2);
    expect(Line.lines).toEqual([]);
  });

  it("is over when somebody leaves", async () => {
    const line = await connected();
    stop();
    expect(line.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(Line.lines).toHaveLength(1);
  });
});
