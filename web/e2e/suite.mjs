// The web app in a real browser against a running local cloud with its demo people and a simulated fleet of six. Options:
// `--lean` looks at pages wide and light, and narrow and dark, instead of in each width and theme. Arguments: address,
// folder for the pictures; then, to try one part alone, its name and the beginning of a page's name.
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { ask, launch, open, sessionOf, signIn } from "./browser.mjs";
import { careFlows } from "./care.mjs";
import { commandFlows } from "./commands.mjs";
import { deployed, deployFlows } from "./deploy.mjs";
import { everyLook, everyPage, sightsOf } from "./every.mjs";
import { failingPaths } from "./failing.mjs";
import { fleetFlows } from "./fleet.mjs";
import { intruder } from "./intruder.mjs";
import { hearing } from "./live.mjs";
import { everyRole } from "./roles.mjs";
import { settingsFlows } from "./settings.mjs";
import { everyState } from "./states.mjs";

const { values, positionals } = parseArgs({ options: { lean: { type: "boolean" } }, allowPositionals: true });
const [given, folder, part, only] = positionals;
const looks = { folder, sights: sightsOf(values.lean) };
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

async function besides(session, found) {
  const others = [];
  const page = await open(browser, { complaints: others, session });
  await timed("care", () => careFlows(page, address, others));
  await timed("commands", () => commandFlows(page, address, found));
  await timed("settings", () => settingsFlows(page, address, others, looks));
  await page.context().close();
}

try {
  const page = await open(browser, { complaints });
  await page.goto(address);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await timed("sign-in", () => everyLook(page, "sign-in", looks));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 860 });
  await signIn(page, address, "ada@demo.example");
  const found = await things(page);
  const session = await sessionOf(page);
  // A rollout is mostly waited for.
  await Promise.all([timed("deploy", () => deployFlows(page, address, complaints)), besides(session, found)]);
  Object.assign(found, await deployed(page, found));
  await timed("pages", () => everyPage(browser, address, session, found, { ...looks, only }));
  await timed("fleet", () => fleetFlows(page, address, found, complaints));
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
  await page.context().close();
  await Promise.all([
    timed("states", () => everyState(browser, address, session, found, looks)),
    timed("roles", () => everyRole(browser, address, found, looks)),
    timed("failing", () => failingPaths(browser, address)),
    timed("intruder", () => intruder(browser, address)),
    timed("live", () => hearing(browser, address, session)),
  ]);
} catch (failure) {
  // What was there then says more than a line that never came.
  for (const [index, page] of browser
    .contexts()
    .flatMap((context) => context.pages())
    .entries()) {
    console.log(`failed-${index}.png: ${page.url()}`);
    // A page that is gone by now must not hide why.
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/failed-${index}.png` }).catch(() => undefined);
  }
  throw failure;
} finally {
  await browser.close();
}
