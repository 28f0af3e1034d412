/** So long it waits before it asks whether the API answers again, first and at the longest, in milliseconds. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 15_000;
/** What is lost within so many milliseconds may have been lost to one moment: a network that was changed. */
const MOMENT = 1_500;

/** Doubted is what was lost once, and is being asked again. */
export type Standing = "there" | "doubted" | "cut";

/**
 * Whether the API can be reached, by how requests to it end: a browser may think itself online behind a router that has lost
 * its line, and offline beside a cloud next door. Once one is lost it is asked until there is an answer of any kind.
 */
export class Reach {
  readonly #ask: () => Promise<Response>;
  readonly #listeners = new Set<() => void>();
  #standing: Standing = "there";
  #lostAt = 0;
  #pause = FIRST_PAUSE;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: () => Promise<Response>) {
    this.#ask = ask;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Calls back whenever it stands otherwise; what it answers ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes note of how a request ends. */
  async through(request: Promise<Response>): Promise<Response> {
    try {
      const answer = await request;
      this.#answered();
      return answer;
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) this.doubt();
      throw error;
    }
  }

  /** Something speaks against it. */
  doubt() {
    if (this.#standing === "there") {
      this.#lostAt = Date.now();
      this.#set("doubted");
      this.#askIn(this.#pause);
    } else if (Date.now() - this.#lostAt >= MOMENT) this.#set("cut");
  }

  /** Something speaks for it: it is asked at once, where there was a doubt. */
  hope() {
    if (this.#standing === "there") return;
    this.#pause = FIRST_PAUSE;
    this.#askIn(0);
  }

  #answered() {
    clearTimeout(this.#timer);
    this.#pause = FIRST_PAUSE;
    this.#set("there");
  }

  #askIn(pause: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
      this.through(this.#ask()).catch(() => this.#askIn(this.#pause));
    }, pause);
  }

  #set(standing: Standing) {
    if (this.#standing === standing) return;
    this.#standing = standing;
    this.#listeners.forEach((listener) => listener());
  }
}

/** The API of this page; what it is asked by itself says nothing of anybody, and needs nobody to have signed in. */
export const reach = new Reach(() => fetch("/api/health/live", { cache: "no-store" }));
