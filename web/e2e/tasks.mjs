// What a page's own thread did, from the browser's trace: which tasks, how long by the clock, and how much processor time
// they took, which is the same on a busy machine. All in milliseconds.

const MARK = "traced";

/** Begins to note; what it answers ends that, and answers with the tasks by the page's own time. */
export async function notingTasks(page) {
  const cdp = await page.context().newCDPSession(page);
  const events = [];
  cdp.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await cdp.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "blink.user_timing"] },
  });
  return async () => {
    const at = await page.evaluate((name) => performance.mark(name).startTime, MARK);
    const over = new Promise((done) => cdp.once("Tracing.tracingComplete", done));
    await cdp.send("Tracing.end");
    await over;
    const mark = events.find((event) => event.name === MARK);
    const begun = mark.ts - at * 1_000;
    return events
      .filter(
        ({ name, pid, tid, dur }) =>
          name.endsWith("RunTask") && pid === mark.pid && tid === mark.tid && dur > 0,
      )
      .map((event) => ({
        at: (event.ts - begun) / 1_000,
        ms: event.dur / 1_000,
        cpu: (event.tdur ?? 0) / 1_000,
      }));
  };
}

/** From when on the page is idle for five seconds, but for short tasks, as Lighthouse has it; not before `earliest`. */
export function interactiveAt(tasks, earliest) {
  let at = earliest;
  for (const task of tasks.filter(({ ms }) => ms > 50).sort((a, b) => a.at - b.at)) {
    if (task.at > at + 5_000) break;
    at = Math.max(at, task.at + task.ms);
  }
  return at;
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
