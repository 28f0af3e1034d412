// Pages with nothing on them yet, while what they ask for is on its way, and when it cannot be had.
import assert from "node:assert/strict";
import { expected, open, signIn } from "./browser.mjs";
import { everyLook, onPhones } from "./every.mjs";

const EMPTY = [
  ["fleet", "/", "No device yet"],
  ["bundles", "/bundles", "No bundle yet"],
  ["artifacts", "/artifacts", "No artifact yet"],
  ["rollouts", "/rollouts", "No rollout"],
  ["groups", "/groups", "No group yet"],
  ["enrolment", "/enrolment", "No token yet"],
  ["alerts", "/alerts", "Nothing is wrong"],
  ["alerts-rules", "/alerts?tab=rules", "No rule yet"],
  ["alerts-silences", "/alerts?tab=silences", "Nothing is silenced"],
  ["alerts-webhooks", "/alerts?tab=webhooks", "Nobody is told"],
  ["parked", "/parked", "Nothing is parked"],
  ["settings-tenant", "/settings?tab=tenant", "No export yet"],
  ["settings-trusts", "/settings?tab=trusts", "No pipeline is trusted"],
  ["settings-tokens", "/settings?tab=tokens", "No token yet"],
  ["settings-secrets", "/settings?tab=secrets", "No secret yet"],
  ["settings-registries", "/settings?tab=registries", "No login yet"],
];

export async function everyState(browser, address, session, things, looks) {
  await Promise.all([
    empty(browser, address, looks),
    waiting(browser, address, session, things, looks),
    failed(browser, address, session, things, looks),
  ]);
}

/** As the first admin of a tenant that has nothing: each page says what belongs there. */
async function empty(browser, address, looks) {
  const complaints = [];
  const page = await open(browser, { complaints });
  await signIn(page, address, "bo@other.example");
  for (const [name, path, words] of EMPTY) {
    await page.goto(address + path);
    await page.getByText(words).first().waitFor();
    await everyLook(page, `empty-${name}`, onPhones(looks));
  }
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
  await page.context().close();
}

const PLACES = [
  ["fleet", () => "/"],
  ["device", ({ device }) => `/devices/${device.id}`],
  ["rollouts", () => "/rollouts"],
  ["rollout", ({ rollout }) => `/rollouts/${rollout}`],
  ["bundle", () => "/bundles/kiosk"],
  ["settings-tenant", () => "/settings?tab=tenant"],
  ["settings-people", () => "/settings?tab=people"],
];

/** Whoever is waited for is told to those who see nothing move, too. */
async function waiting(browser, address, session, things, looks) {
  const page = await open(browser, { session });
  await page.route(
    (url) => url.pathname.startsWith("/api/") && url.pathname !== "/api/me",
    () => undefined,
  );
  for (const [name, path] of PLACES) {
    await page.goto(address + path(things));
    await page
      .getByRole("main")
      .getByRole("status", { name: /loading/i })
      .first()
      .waitFor();
    await everyLook(page, `waiting-${name}`, onPhones(looks));
  }
  await page.context().close();
}

async function failed(browser, address, session, things, looks) {
  const complaints = [];
  const page = await open(browser, { complaints, session });
  await page.route(
    (url) => url.pathname.startsWith("/api/") && url.pathname !== "/api/me",
    (route) =>
      route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        body: JSON.stringify({
          type: "about:blank",
          title: "No",
          status: 403,
          code: "forbidden",
          detail: "No.",
        }),
      }),
  );
  for (const [name, path] of PLACES) {
    await page.goto(address + path(things));
    await page.getByText("could not be loaded").first().waitFor();
    await everyLook(page, `failed-${name}`, onPhones(looks));
  }
  expected(complaints, "status of 403");
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
  await page.context().close();
}
