/** At the latest after so many milliseconds, however busy the page is. */
const LATEST = 5_000;
/** Where the browser does not say that it is idle: by then most pages stand. In milliseconds. */
const SOON = 200;

/** Does something once the page has nothing better to do; what it answers calls that off. */
export function whenIdle(work: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(work, SOON);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(work, { timeout: LATEST });
  return () => cancelIdleCallback(asked);
}
