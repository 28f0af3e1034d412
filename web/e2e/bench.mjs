// The figures of the web app, against its built files and a made-up fleet of 100,000 devices. Argument: the folder of
// the built app. Ends with 1 when a figure is out of its bound.
import { launch, open } from "./browser.mjs";
import { serve, session } from "./synthetic.mjs";
import { interactiveAt, median, notingTasks } from "./tasks.mjs";

const FLEET = 100_000;
const SLOWER = 4;
const [dist] = process.argv.slice(2);
const site = await serve(dist, FLEET);
const browser = await launch();
let missed = false;

function figure(name, value, unit, bound) {
  const within = value <= bound;
  missed ||= !within;
  console.log(
    `${name.padEnd(58)} ${value.toFixed(unit === "ms" ? 0 : 1).padStart(8)} ${unit}  (at most ${bound}) ${within ? "ok" : "MISSED"}`,
  );
}

async function signedIn() {
  const page = await open(browser, { width: 1440 });
  await page.addInitScript(({ key, value }) => sessionStorage.setItem(key, value), session);
  return page;
}

async function slow(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

/** What is not bounded, but tells more of a figure that is. */
function beside(name, value, unit) {
  console.log(`  ${name.padEnd(56)} ${value.toFixed(0).padStart(8)} ${unit}`);
}

try {
  await firstLoad();
  await interactive();
  await scrolling();
  await charts();
} finally {
  await browser.close();
  site.stop();
}
process.exitCode = missed ? 1 : 0;

/** What is fetched for later, when the page is idle, is not of the first load. */
async function firstLoad() {
  const out = await open(browser, { width: 1440 });
  await out.goto(site.address);
  await out.getByRole("button", { name: "Sign in" }).waitFor();
  const first = await scriptsOf(out);
  figure("script before the sign-in, gzipped", site.sizes(first) / 1_024, "KiB", 200);
  await out.context().close();

  const inside = await signedIn();
  await notingSight(inside);
  await inside.goto(site.address);
  await inside.waitForFunction(() => globalThis.shownAt !== undefined);
  const all = [...new Set([...first, ...(await scriptsOf(inside))])];
  figure("script before the first page, gzipped", site.sizes(all) / 1_024, "KiB", 200);
  await inside.context().close();
}

/** Paths of the scripts that a page has asked for, until its devices are in sight. */
function scriptsOf(page) {
  return page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name, startTime }) => name.endsWith(".js") && startTime < (globalThis.shownAt ?? Infinity))
      .map(({ name }) => new URL(name).pathname),
  );
}

/** Has a page note when its devices have been drawn. */
async function notingSight(page) {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector("tr[data-row]") === null) return;
      observer.disconnect();
      requestAnimationFrame(() => (globalThis.shownAt = performance.now()));
    }).observe(document, { childList: true, subtree: true });
  });
}

/** Until the devices are in sight and no long task is to come for five seconds, the median of five. */
async function interactive() {
  const rounds = [];
  for (let round = 0; round < 5; round++) {
    const page = await signedIn();
    await slow(page);
    await notingSight(page);
    const tasksOf = await notingTasks(page);
    await page.goto(site.address);
    await page.waitForFunction(() => globalThis.shownAt !== undefined);
    await page.waitForTimeout(7_000);
    const shown = await page.evaluate(() => globalThis.shownAt);
    const tasks = await tasksOf();
    const start = tasks.filter(({ at }) => at < shown);
    rounds.push({
      shown,
      interactive: interactiveAt(tasks, shown),
      work: start.reduce((sum, { cpu }) => sum + cpu, 0),
      later: Math.max(0, ...tasks.filter(({ at }) => at >= shown).map(({ cpu }) => cpu)),
    });
    await page.context().close();
  }
  const of = (name) => median(rounds.map((round) => round[name]));
  figure(`interactive, a processor ${SLOWER} times slower`, of("interactive"), "ms", 1_500);
  beside("devices in sight", of("shown"), "ms");
  beside("processor time of the page until then", of("work"), "ms");
  beside("the most processor time of a task after that", of("later"), "ms");
}

/** The longest task of each of three rides through some 5,000 devices, and of these the median. */
async function scrolling() {
  const rounds = [];
  let loaded = 0;
  for (let round = 0; round < 3; round++) {
    const page = await signedIn();
    await page.goto(site.address);
    await page.locator("tr[data-row]").first().waitFor();
    await page.waitForTimeout(2_500);
    const tasksOf = await notingTasks(page);
    await page.mouse.move(700, 600);
    for (let step = 0; step < 300; step++) {
      await page.mouse.wheel(0, 900);
      await page.waitForTimeout(16);
    }
    loaded = await page.evaluate(() =>
      Number(document.querySelector("[aria-rowcount]").getAttribute("aria-rowcount")),
    );
    const tasks = await tasksOf();
    rounds.push({
      ms: Math.max(...tasks.map(({ ms }) => ms)),
      cpu: Math.max(...tasks.map(({ cpu }) => cpu)),
      all: tasks.reduce((sum, { cpu }) => sum + cpu, 0) / 300,
    });
    await page.context().close();
  }
  const of = (name) => median(rounds.map((round) => round[name]));
  figure(`longest task while scrolling through ${loaded} of ${FLEET} devices`, of("ms"), "ms", 50);
  beside("the most processor time of a task", of("cpu"), "ms");
  beside("processor time of the page for 900 pixels", of("all"), "ms");
}

/** A day of a sample each minute, six charts: from the first wiped canvas to the last line, the median of five. */
async function charts() {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const page = await signedIn();
    await page.addInitScript(() => {
      // What is drawn without a pause between is one drawing.
      const pause = 100;
      globalThis.drawing = { from: 0, to: -Infinity, lines: 0 };
      const canvas = CanvasRenderingContext2D.prototype;
      for (const name of ["clearRect", "stroke", "fill", "fillText"]) {
        const original = canvas[name];
        canvas[name] = function (...given) {
          const now = performance.now();
          if (now - globalThis.drawing.to > pause) globalThis.drawing = { from: now, to: now, lines: 0 };
          const result = original.apply(this, given);
          globalThis.drawing.to = performance.now();
          // The grid is straight, and so are the axes: a line of samples is one path with many points.
          if (name === "stroke" && given.length > 0) globalThis.drawing.lines++;
          return result;
        };
      }
    });
    const id = "0192f0c1-0000-7000-8000-000000000001";
    await page.goto(`${site.address}/devices/${id}`);
    await page.locator("canvas").nth(5).waitFor();
    await page.waitForTimeout(500);
    await page.getByRole("button", { name: "24h" }).evaluate((button) => {
      globalThis.drawing = { from: 0, to: -Infinity, lines: 0 };
      button.click();
    });
    await page.waitForFunction(() => globalThis.drawing.lines >= 6);
    await page.waitForTimeout(200);
    times.push(await page.evaluate(() => globalThis.drawing.to - globalThis.drawing.from));
    await page.context().close();
  }
  figure("a day of 1,440 samples drawn in six charts", median(times), "ms", 50);
}
