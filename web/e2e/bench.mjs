// The figures of the web app, against its built files and a made-up fleet of 100,000 devices. Argument: the folder of
// the built app. Ends with 1 when a figure is out of its bound.
import { launch, open } from "./browser.mjs";
import { serve, session } from "./synthetic.mjs";

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

/** Has the page note its long tasks from its first moment on. */
async function notingLongTasks(page) {
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        globalThis.longTasks.push({ at: entry.startTime, ms: entry.duration });
    }).observe({ type: "longtask", buffered: true });
  });
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

async function firstLoad() {
  const page = await open(browser, { width: 1440 });
  const scripts = new Set();
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.add(new URL(request.url()).pathname);
  });
  await page.goto(site.address);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  figure("script before the sign-in, gzipped", site.sizes([...scripts]) / 1_024, "KiB", 200);
  await page.context().close();

  const inside = await signedIn();
  inside.on("request", (request) => {
    if (request.resourceType() === "script") scripts.add(new URL(request.url()).pathname);
  });
  await inside.goto(site.address);
  await inside.locator("tr[data-row]").first().waitFor();
  figure("script before the first page, gzipped", site.sizes([...scripts]) / 1_024, "KiB", 200);
  await inside.context().close();
}

/** Until the devices are in sight and the last long task of the start is over, the median of five. */
async function interactive() {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const page = await signedIn();
    await notingLongTasks(page);
    await slow(page);
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (document.querySelector("tr[data-row]") === null) return;
        observer.disconnect();
        requestAnimationFrame(() => (globalThis.shownAt = performance.now()));
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(site.address);
    await page.waitForFunction(() => globalThis.shownAt !== undefined);
    times.push(
      await page.evaluate(() => {
        const before = globalThis.longTasks.filter((task) => task.at < globalThis.shownAt);
        return Math.max(globalThis.shownAt, ...before.map((task) => task.at + task.ms));
      }),
    );
    await page.context().close();
  }
  times.sort((a, b) => a - b);
  figure(`interactive, a processor ${SLOWER} times slower`, times[2], "ms", 1_500);
}

async function scrolling() {
  const page = await signedIn();
  await notingLongTasks(page);
  await page.goto(site.address);
  await page.locator("tr[data-row]").first().waitFor();
  await page.waitForTimeout(500);
  await page.evaluate(() => (globalThis.longTasks.length = 0));
  await page.mouse.move(700, 600);
  for (let step = 0; step < 400; step++) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(16);
  }
  const loaded = await page.evaluate(() =>
    Number(document.querySelector("table").getAttribute("aria-rowcount")),
  );
  const worst = await page.evaluate(() => Math.max(0, ...globalThis.longTasks.map((task) => task.ms)));
  figure(`longest task while scrolling through ${loaded} of ${FLEET} devices`, worst, "ms", 50);
  await page.context().close();
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
  times.sort((a, b) => a - b);
  figure("a day of 1,440 samples drawn in six charts", times[2], "ms", 50);
}
