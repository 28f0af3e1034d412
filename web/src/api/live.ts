import type { Query, QueryClient } from "@tanstack/react-query";

/** How often what changes by itself is asked for while nobody tells of changes, in milliseconds. */
export const POLL = 2_000;
/** And while somebody does: a hint may be lost, and a replica may answer what was a moment ago. */
const SELDOM = 15_000;
/** Hints that come faster are taken together, so that a busy fleet costs no more than asking would; in milliseconds. */
const PAUSE = 1_000;
const PAUSE_OF_SAMPLES = 2_000;

let told = false;

/** How often what changes by itself is asked for now; for `refetchInterval`. What failed is tried again soon. */
export const live = (query?: { state: { error: Error | null } }) =>
  told && (query === undefined || query.state.error === null) ? SELDOM : POLL;

/** Whether somebody tells of changes from now on. */
export function setTold(now: boolean) {
  told = now;
}

/** The first parts of the keys of queries whose answers a change of that kind may change. */
const TOUCHES: Readonly<Record<string, readonly string[]>> = {
  Devices: ["devices", "fleet", "groups"],
  Samples: ["devices", "fleet"],
  Groups: ["groups"],
  Bundles: ["bundles", "artifacts"],
  Rollouts: ["rollouts", "fleet", "bundles"],
  Alerts: ["alerts"],
  ParkedEvents: ["parked", "fleet"],
  EnrollmentTokens: ["enrolment"],
  Settings: ["settings"],
  Audit: ["audit"],
};

/** What goes by a rhythm of its own: it is long, dear, or has a point only now and then. */
const OWN_RHYTHM = new Set(["list", "located", "labels", "palette", "to-add", "day", "metrics", "logs"]);

/** Whether a change of this kind may change the answer to a query of this key. */
export function touches(topic: string, key: readonly unknown[]): boolean {
  const [kind, ...rest] = key;
  if (typeof kind !== "string" || TOUCHES[topic]?.includes(kind) !== true) return false;
  if ((kind === "devices" || kind === "fleet") && rest.some((part) => OWN_RHYTHM.has(String(part))))
    return false;
  // A sample says of a device when it was seen and what it measures; nothing of what it shall run.
  return topic !== "Samples" || rest.length === 1;
}

type Listener = (topics: ReadonlySet<string>) => void;
const listeners = new Set<Listener>();

/** Calls back with each change that is taken in; what it answers ends that. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Takes hints in, and has what they touch asked for again: the first at once, then at most once a `PAUSE`. While the page is
 * hidden they wait.
 */
export class Hints {
  readonly #queries: QueryClient;
  readonly #waiting = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #samplesAt = 0;

  constructor(queries: QueryClient) {
    this.#queries = queries;
    document.addEventListener("visibilitychange", this.#shown);
  }

  take(topics: Iterable<string>) {
    for (const topic of topics) if (topic in TOUCHES) this.#waiting.add(topic);
    if (this.#timer === undefined) this.#flush();
  }

  /** Everything may have changed. */
  takeAll() {
    this.take(Object.keys(TOUCHES));
  }

  stop() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#shown);
  }

  readonly #shown = () => {
    if (!document.hidden && this.#timer === undefined) this.#flush();
  };

  readonly #flush = () => {
    this.#timer = undefined;
    if (document.hidden) return;
    const now = Date.now();
    const topics = new Set(
      [...this.#waiting].filter((topic) => topic !== "Samples" || now - this.#samplesAt >= PAUSE_OF_SAMPLES),
    );
    if (this.#waiting.size > 0) this.#timer = setTimeout(this.#flush, PAUSE);
    if (topics.size === 0) return;
    if (topics.has("Samples")) this.#samplesAt = now;
    for (const topic of topics) {
      this.#waiting.delete(topic);
      // What is being answered may have been read before the change: once more, then.
      if (this.#queries.isFetching({ predicate: (query) => touches(topic, query.queryKey) }) > 0) {
        this.#waiting.add(topic);
      }
    }
    const touched = (query: Query) => [...topics].some((topic) => touches(topic, query.queryKey));
    void this.#queries.invalidateQueries({ predicate: touched }, { cancelRefetch: false });
    for (const listener of listeners) listener(topics);
  };
}
