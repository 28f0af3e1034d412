// Where the time of the start and of scrolling goes, from the browser's own trace: the longest tasks, what is in them, and
// the functions that take most, against the built app and a made-up fleet of 100,000 devices. Argument: the folder of the
// built app.
import { launch, open } from "./browser.mjs";
import { serve, session } from "./synthetic.mjs";
const site = await serve(process.argv[2] ?? "dist", 100_000);
const browser = await launch();
async function traced(name, rate, work) {
  const page = await open(browser, { width: 1440 });
  await page.addInitScript(({ key, value }) => sessionStorage.setItem(key, value), session);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate });
  const events = [];
  cdp.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const begin = async () =>
    cdp.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: {
        includedCategories: [
          "devtools.timeline",
          "disabled-by-default-v8.cpu_profiler",
          "v8",
          "blink.user_timing",
          "disabled-by-default-v8.compile",
        ],
      },
    });
  const end = async () => {
    const done = new Promise((r) => cdp.once("Tracing.tracingComplete", r));
    await cdp.send("Tracing.end");
    await done;
  };
  await work(page, begin, end);
  const byThread = {};
  for (const e of events)
    if (e.name === "FunctionCall" || e.name === "EvaluateScript" || e.name === "v8.compile")
      byThread[`${e.pid}:${e.tid}`] = (byThread[`${e.pid}:${e.tid}`] ?? 0) + (e.dur ?? 0);
  const thread = Object.entries(byThread).sort((a, b) => b[1] - a[1])[0][0];
  const mine = events.filter((e) => `${e.pid}:${e.tid}` === thread && e.dur > 0);
  const tasks = mine
    .filter((e) => e.name === "RunTask")
    .sort((a, b) => b.dur - a.dur)
    .slice(0, 8);
  console.log(`== ${name}`);
  for (const t of tasks) {
    const inside = mine.filter((e) => e !== t && e.ts >= t.ts && e.ts + e.dur <= t.ts + t.dur);
    const sums = {};
    for (const e of inside) sums[e.name] = (sums[e.name] ?? 0) + e.dur / 1000;
    const t0 = mine.reduce((m, e) => Math.min(m, e.ts), Infinity);
    console.log(
      `task at ${((t.ts - t0) / 1000).toFixed(0)} ms, ${(t.dur / 1000).toFixed(0)} ms:`,
      Object.entries(sums)
        .sort((a, b) => b[1] - a[1])
        .slice(0, 9)
        .map(([k, v]) => `${k} ${v.toFixed(0)}`)
        .join(", "),
    );
  }
  const total = {};
  for (const e of mine) total[e.name] = (total[e.name] ?? 0) + e.dur / 1000;
  console.log(
    "total:",
    Object.entries(total)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 14)
      .map(([k, v]) => `${k} ${v.toFixed(0)}`)
      .join(", "),
  );
  // CPU profile samples
  const nodes = new Map();
  const self = {};
  for (const e of events.filter((e) => e.name === "ProfileChunk")) {
    const c = e.args.data;
    for (const n of c.cpuProfile?.nodes ?? []) nodes.set(`${e.pid}:${e.id}:${n.id}`, n);
    (c.cpuProfile?.samples ?? []).forEach((s, i) => {
      const n = nodes.get(`${e.pid}:${e.id}:${s}`);
      const d = (c.timeDeltas?.[i] ?? 0) / 1000;
      if (n) {
        const f = n.callFrame;
        const k = `${f.functionName || "(anon)"} ${(f.url || "").split("/").pop()}:${f.lineNumber}:${f.columnNumber}`;
        self[k] = (self[k] ?? 0) + d;
      }
    });
  }
  console.log(
    "self:\n " +
      Object.entries(self)
        .sort((a, b) => b[1] - a[1])
        .slice(0, 28)
        .map(([k, v]) => `${v.toFixed(0)} ${k}`)
        .join("\n "),
  );
  await page.context().close();
}
await traced("start", 4, async (page, begin, end) => {
  await begin();
  await page.goto(site.address);
  await page.locator("tr[data-row]").first().waitFor();
  console.log(
    "fcp etc",
    await page.evaluate(() =>
      JSON.stringify([
        performance.now(),
        ...performance.getEntriesByType("paint").map((e) => [e.name, e.startTime]),
        ...performance
          .getEntriesByType("resource")
          .map((e) => [
            e.name.split("/").pop().slice(0, 40),
            Math.round(e.startTime),
            Math.round(e.responseEnd),
          ]),
      ]),
    ),
  );
  await page.waitForTimeout(1500);
  await end();
});
await traced("scroll", 1, async (page, begin, end) => {
  await page.goto(site.address);
  await page.locator("tr[data-row]").first().waitFor();
  await page.waitForTimeout(800);
  await begin();
  await page.mouse.move(700, 600);
  for (let step = 0; step < 200; step++) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(16);
  }
  await end();
});
await browser.close();
site.stop();
