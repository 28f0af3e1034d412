import { setTimeout as sleep } from "node:timers/promises";

/** What the server, or this program before it asked, has refused: its message is for people. */
export class Refused extends Error {}

const TRIES = 4;
const TIMEOUT_MILLIS = 60_000;
const PAGE = 200;

/**
 * The HTTP API. Everything sent through it may be sent twice: what is not safe by itself carries an idempotency key.
 * A credential is `{ token(): Promise<string>, renew?(): Promise<void> }`.
 */
export class Api {
  #base;
  #credential;

  constructor(base, credential) {
    this.#base = base.replace(/\/+$/, "");
    this.#credential = credential;
  }

  get(path, query) {
    return this.json("GET", path, { query });
  }

  post(path, body, { query, key } = {}) {
    return this.json("POST", path, { query, body, headers: key === undefined ? {} : { "idempotency-key": key } });
  }

  async json(method, path, request = {}) {
    const answer = await this.send(method, path, request);
    return answer.status === 204 ? null : await answer.json();
  }

  /** The answer, which is a good one. `body` is an object, sent as JSON, or what `type` says. */
  async send(method, path, { query = {}, body, type, headers = {} } = {}) {
    const url = new URL(this.#base + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const content =
      body === undefined
        ? {}
        : { body: type === undefined ? JSON.stringify(body) : body, headers: { "content-type": type ?? "application/json" } };
    let renewed = false;
    for (;;) {
      const authorization = `Bearer ${await this.#credential.token()}`;
      const answer = await tried(url, {
        method,
        ...content,
        headers: { ...content.headers, ...headers, accept: "application/json, text/plain", authorization },
      });
      if (answer.ok) return answer;
      // One that has ended on the way is had anew, once.
      if (answer.status === 401 && !renewed && this.#credential.renew !== undefined) {
        renewed = true;
        await this.#credential.renew();
        continue;
      }
      throw new Refused(`${method} ${path} answered ${answer.status}: ${await problem(answer)}`);
    }
  }

  /** The items of all pages, or of the first `limit`. */
  async list(path, query = {}, limit = Infinity) {
    const items = [];
    let cursor;
    do {
      const page = await this.get(path, { ...query, limit: Math.min(PAGE, limit - items.length), cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && items.length < limit);
    return items;
  }
}

/** What the server said (RFC 9457, or RFC 6749 §5.2 of `/token`), with the fields that it names. */
export async function problem(answer) {
  const text = await answer.text();
  try {
    const said = JSON.parse(text);
    const fields = (said.errors ?? []).map((error) => `${error.field}: ${error.message}`);
    const detail = said.detail ?? said.error_description ?? said.title ?? "it did not say why";
    return [detail, ...fields.filter((field) => !detail.includes(field))].join("\n  ");
  } catch {
    return text.slice(0, 200) || "it did not say why";
  }
}

/** The answer; asked again where nothing came, the server is overloaded, or it asks to come again. */
export async function tried(url, request) {
  for (let attempt = 1; ; attempt++) {
    let wait = 2 ** attempt * 250;
    try {
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
      if (![429, 502, 503, 504].includes(answer.status) || attempt === TRIES) return answer;
      wait = Math.max(wait, Number(answer.headers.get("retry-after") ?? 0) * 1000);
    } catch (e) {
      if (attempt === TRIES) throw new Refused(`${url.origin} did not answer: ${e.cause?.message ?? e.message}`);
    }
    await sleep(wait);
  }
}
