/** At the latest after so many milliseconds, however busy the page is. */
const LATEST = 5_000;

/** Does something once the page has nothing better to do; what it answers calls that off. */
export function whenIdle(work: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(work, LATEST);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(work, { timeout: LATEST });
  return () => cancelIdleCallback(asked);
}
