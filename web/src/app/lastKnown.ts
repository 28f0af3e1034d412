import { dehydrate, hydrate, type DehydratedState, type QueryClient } from "@tanstack/react-query";

const KEY = "signalbeam.last-known";
/** In milliseconds: older than that it would mislead more than it helps. */
const GOOD_FOR = 24 * 3_600_000;

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
      const kept: LastKnown = { subject, at: Date.now(), state: shortened(dehydrate(queries)) };
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Too much for the browser's store: better none than half of it.
      sessionStorage.removeItem(KEY);
    }
  };
  const hide = () => {
    if (document.hidden) save();
  };
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", hide);
  return () => {
    window.removeEventListener("pagehide", save);
    document.removeEventListener("visibilitychange", hide);
  };
}

/** Of a list that somebody scrolled through, the beginning: the whole of it may be a fleet of 100,000 devices. */
function shortened(state: DehydratedState): DehydratedState {
  return {
    ...state,
    queries: state.queries.map((query) => {
      const { data } = query.state;
      if (!isPaged(data)) return query;
      const first = { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) };
      return { ...query, state: { ...query.state, data: first } };
    }),
  };
}

function isPaged(data: unknown): data is { pages: unknown[]; pageParams: unknown[] } {
  return typeof data === "object" && data !== null && "pages" in data && "pageParams" in data;
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
