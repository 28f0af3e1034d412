import { useSyncExternalStore } from "react";

// One clock for everything that says how long ago something was: a long table has hundreds of those.
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  now = Date.now();
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(tick, 1_000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** A text made from the time, in Unix milliseconds; drawn anew when the text changes, and not each second. */
export function useClock(read: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => read(now));
}
