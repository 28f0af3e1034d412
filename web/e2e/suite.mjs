// The web app in a real browser against a running local cloud with its demo people and a simulated fleet. Arguments:
// address, folder for the pictures; then, to try one part alone, its name and the beginning of a page's name.
import assert from "node:assert/strict";
import { ask, launch, open, signIn } from "./browser.mjs";
import { everyPage, look } from "./every.mjs";
import { failingPaths } from "./failing.mjs";
import { fleetFlows } from "./fleet.mjs";
import { intruder } from "./intruder.mjs";
import { everyRole } from "./roles.mjs";

const [given, folder, part, only] = process.argv.slice(2);
const address = given.replace(/\/$/, "");
const browser = await launch();
const complaints = [];

/** What pages are about: a device that runs what it shall, and one of its containers. */
async function things(page) {
  for (;;) {
    const { items } = (await ask(page, "GET", "/devices?limit=200")).body;
    const device = items.find(
      (one) => one.metrics !== undefined && one.bundles?.some((bundle) => bundle.state === "Running"),
    );
    const report = device && (await ask(page, "GET", `/devices/${device.id}/reported-state`)).body.report;
    const container = report?.containers[0];
    if (container !== undefined) return { device, container: `${container.bundle}/${container.name}` };
    await page.waitForTimeout(500);
  }
}

async function timed(name, work) {
  if (part !== undefined && part !== name) return;
  const started = Date.now();
  await work();
  console.log(`${name}: ${((Date.now() - started) / 1_000).toFixed(1)} s`);
}

try {
  const page = await open(browser, { complaints });
  await page.goto(address);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await timed("sign-in", async () => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await look(page, `sign-in-${colorScheme}-${width}`, folder);
      }
    }
  });
  await signIn(page, address, "ada@demo.example");
  const found = await things(page);
  await timed("pages", () => everyPage(page, address, found, complaints, folder, only));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 860 });
  await timed("fleet", () => fleetFlows(page, address, found, complaints));
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
  await page.context().close();
  await timed("roles", () => everyRole(browser, address, found));
  await timed("failing", () => failingPaths(browser, address));
  await timed("intruder", () => intruder(browser, address));
} finally {
  await browser.close();
}
