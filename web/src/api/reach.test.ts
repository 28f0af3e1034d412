import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Reach } from "./reach";

let answers = false;
let asked = 0;
let reach: Reach;

function request(): Promise<Response> {
  return answers ? Promise.resolve(new Response()) : Promise.reject(new TypeError("no network"));
}

/** A page asks for something. */
const page = () => reach.through(request()).catch(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  answers = false;
  asked = 0;
  reach = new Reach(() => {
    asked++;
    return request();
  });
});
afterEach(() => vi.useRealTimers());

test("a request that is lost is a doubt, and only what is lost later too cuts it off", async () => {
  await Promise.all([page(), page()]);
  expect(reach.standing).toBe("doubted");
  await vi.advanceTimersByTimeAsync(2_100);
  expect([asked, reach.standing]).toEqual([1, "cut"]);
});

test("what was lost to a moment is soon forgotten", async () => {
  await page();
  answers = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, reach.standing]).toEqual([1, "there"]);
});

test("what was called off says nothing", async () => {
  await reach.through(Promise.reject(new DOMException("over", "AbortError"))).catch(() => undefined);
  expect(reach.standing).toBe("there");
});

test("it asks ever more seldom, comes back by itself, and is silent then", async () => {
  const told: string[] = [];
  reach.onChange(() => told.push(reach.standing));
  await page();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asked).toBeGreaterThan(5);
  expect(asked).toBeLessThan(13);
  answers = true;
  await vi.advanceTimersByTimeAsync(15_100);
  expect(told).toEqual(["doubted", "cut", "there"]);
  const before = asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(before);
});

test("a refusal is an answer too, and so is one to anybody else", async () => {
  await page();
  await vi.advanceTimersByTimeAsync(2_100);
  await reach.through(Promise.resolve(new Response(null, { status: 503 })));
  expect(reach.standing).toBe("there");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});

test("a network that comes back has it asked at once", async () => {
  await page();
  await vi.advanceTimersByTimeAsync(40_000);
  answers = true;
  const before = asked;
  reach.hope();
  await vi.advanceTimersByTimeAsync(10);
  expect([asked - before, reach.standing]).toEqual([1, "there"]);
});
