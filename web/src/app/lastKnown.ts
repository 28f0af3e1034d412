import { dehydrate, hydrate, type DehydratedState, type QueryClient } from "@tanstack/react-query";

const KEY = "signalbeam.last-known";
/** In milliseconds: older than that it would mislead more than it helps. */
const GOOD_FOR = 24 * 3_600_000;
const EVERY = 15_000;

interface LastKnown {
  subject: string;
  at: number;
  state: DehydratedState;
}

/**
 * Keeps what the API last said, so that a reload without a network shows it. It lives as the session does: in this tab,
 * and no longer than the person is signed in. Ends with what it answers.
 */
export function keepLastKnown(queries: QueryClient, subject: string): () => void {
  const save = () => {
    try {
      const kept: LastKnown = { subject, at: Date.now(), state: dehydrate(queries) };
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Too much for the browser's store: better none than half of it.
      sessionStorage.removeItem(KEY);
    }
  };
  const timer = setInterval(save, EVERY);
  window.addEventListener("pagehide", save);
  return () => {
    clearInterval(timer);
    window.removeEventListener("pagehide", save);
  };
}

export function forgetLastKnown() {
  sessionStorage.removeItem(KEY);
}

/** Gives back what was kept of the same person, where it is not too old. */
export function restoreLastKnown(queries: QueryClient, subject: string) {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return;
  const kept = JSON.parse(text) as LastKnown;
  if (kept.subject === subject && Date.now() - kept.at < GOOD_FOR) hydrate(queries, kept.state);
}
