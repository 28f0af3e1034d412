// @vitest-environment jsdom
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Hints, live, onChange, POLL, setTold, touches } from "./live";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  setTold(false);
});

describe("what a change touches", () => {
  it("is what is said of things of that kind", () => {
    expect(touches("Groups", ["groups", "list"])).toBe(true);
    expect(touches("Groups", ["rollouts", "list"])).toBe(false);
    expect(touches("Devices", ["devices", "1", "explain"])).toBe(true);
    expect(touches("Yetis", ["devices", "1"])).toBe(false);
  });

  it("is of a device only the device itself where it is a sample", () => {
    expect(touches("Samples", ["devices", "1"])).toBe(true);
    expect(touches("Samples", ["fleet", "summary"])).toBe(true);
    expect(touches("Samples", ["devices", "1", "explain"])).toBe(false);
  });

  it("is nothing that has a rhythm of its own", () => {
    expect(touches("Devices", ["devices", "list", {}])).toBe(false);
    expect(touches("Devices", ["devices", "1", "metrics", {}])).toBe(false);
    expect(touches("Samples", ["fleet", "day", undefined])).toBe(false);
  });
});

describe("hints", () => {
  function watched(key: readonly unknown[], answer: () => Promise<number> = () => Promise.resolve(1)) {
    const queries = new QueryClient();
    const read = vi.fn(answer);
    const unsubscribe = new QueryObserver(queries, { queryKey: key, queryFn: read }).subscribe(
      () => undefined,
    );
    const hints = new Hints(queries);
    return {
      hints,
      read,
      end: () => {
        unsubscribe();
        hints.stop();
      },
    };
  }

  it("have what is in sight asked for again, the first at once and the others together", async () => {
    const { hints, read, end } = watched(["groups", "list"]);
    await vi.advanceTimersByTimeAsync(10);
    expect(read).toHaveBeenCalledTimes(1);
    hints.take(["Groups"]);
    await vi.advanceTimersByTimeAsync(10);
    expect(read).toHaveBeenCalledTimes(2);
    for (let n = 0; n < 5; n++) hints.take(["Groups", "Alerts"]);
    await vi.advanceTimersByTimeAsync(500);
    expect(read).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(read).toHaveBeenCalledTimes(3);
    end();
  });

  it("have what is just being answered asked for once more, since it may have been read before", async () => {
    const { hints, read, end } = watched(
      ["groups", "list"],
      () => new Promise((done) => setTimeout(() => done(1), 700)),
    );
    await vi.advanceTimersByTimeAsync(100);
    hints.take(["Groups"]);
    await vi.advanceTimersByTimeAsync(800);
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(read).toHaveBeenCalledTimes(2);
    end();
  });

  it("wait while nobody looks at the page", async () => {
    const { hints, end } = watched(["groups", "list"]);
    const heard = vi.fn();
    const unheard = onChange(heard);
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    hints.take(["Groups"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard).not.toHaveBeenCalled();
    hidden.mockRestore();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(heard).toHaveBeenCalledExactlyOnceWith(new Set(["Groups"]));
    unheard();
    end();
  });
});

describe("the rhythm of asking", () => {
  it("is slower while somebody tells of changes", () => {
    expect(live()).toBe(POLL);
    setTold(true);
    expect(live()).toBeGreaterThan(POLL);
  });
});
