// What people see when something does not work: the API is down, refuses, is asked too much; the session ends; there is
// no network at all.
import assert from "node:assert/strict";
import { open, signIn } from "./browser.mjs";

const problem = (status, code, detail, headers = {}) => ({
  status,
  contentType: "application/problem+json",
  headers,
  body: JSON.stringify({ type: `https://signalbeam.io/errors/${code}`, title: code, status, code, detail }),
});

export async function failingPaths(browser, address) {
  const page = await open(browser);
  await signIn(page, address, "ada@demo.example");
  await page.locator("tr[data-row]").first().waitFor();
  await apiDown(page);
  await tooMany(page, address);
  await brokenQuery(page, address);
  await sessionEnds(page);
  await page.context().close();
  await offline(browser, address);
}

/** What is there stays, and says how old it is; and it comes back by itself. */
async function apiDown(page) {
  await page.route("**/api/**", (route) => route.abort());
  await page.getByText("No connection to the API").first().waitFor();
  assert.ok((await page.locator("tr[data-row]").count()) > 0, "the devices must stay in sight");
  await page.getByText("SignalBeam cannot be reached").waitFor();
  await page.unroute("**/api/**");
  await page.getByText("SignalBeam cannot be reached").waitFor({ state: "detached" });
  await page.getByText("No connection to the API").first().waitFor({ state: "detached" });
}

async function tooMany(page, address) {
  await page.route("**/api/devices?*", (route) =>
    route.fulfill(problem(429, "too-many-requests", "Slow down", { "retry-after": "1" })),
  );
  await page.goto(address);
  await page.getByText("Too many requests. Try again in 1 s.").first().waitFor();
  await page.unroute("**/api/devices?*");
  // It is tried again by itself, after as long as the API asked for.
  await page.locator("tr[data-row]").first().waitFor();
}

async function brokenQuery(page, address) {
  await page.route("**/api/alerts?*", (route) => route.fulfill(problem(500, "internal", "It broke")));
  await page.goto(address);
  // One part that fails does not take the page with it.
  await page
    .getByRole("region", { name: "What changed in the last day" })
    .getByText("It broke. This is what was known at")
    .waitFor();
  await page.locator("tr[data-row]").first().waitFor();
  await page.unroute("**/api/alerts?*");
}

async function sessionEnds(page) {
  await page.route("**/api/**", (route) => route.fulfill(problem(401, "unauthenticated", "Expired")));
  await page.getByText("Your session has ended. Please sign in again.").waitFor();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await page.unroute("**/api/**");
}

/** Without a network the app opens with what was known last, and says so. */
async function offline(browser, address) {
  const page = await open(browser, { worker: true });
  await signIn(page, address, "ada@demo.example");
  await page.locator("tr[data-row]").first().waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const cache = await caches.open("signalbeam");
    const scripts = [...document.scripts].map((script) => script.src);
    while (
      !(await Promise.all(scripts.map((src) => cache.match(src)))).every((found) => found !== undefined)
    ) {
      await new Promise((again) => setTimeout(again, 100));
    }
  });
  // Under the worker once, so that what is loaded later is kept too.
  await page.reload();
  await page.locator("tr[data-row]").first().waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText("You are offline").waitFor();
  await page.locator("tr[data-row]").first().waitFor();
  await page.context().setOffline(false);
  await page.getByText("You are offline").waitFor({ state: "detached" });
  await page.context().close();
}
