import createClient, { type Middleware } from "openapi-fetch";
import { accessToken } from "../auth/session";
import type { paths } from "./generated/schema";
import { earlyAnswer } from "./early";
import { ApiProblem, type Problem } from "./problem";
import { reach } from "./reach";

let unauthenticated: () => void = () => undefined;

/** Called when the API says that the token is no good. */
export function onUnauthenticated(listener: () => void) {
  unauthenticated = listener;
}

const bearer: Middleware = {
  onRequest({ request }) {
    const token = accessToken();
    if (token !== null) request.headers.set("authorization", `Bearer ${token}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) unauthenticated();
  },
};

export const api = createClient<paths>({
  baseUrl: "/api",
  // Lists in a query are one parameter with commas, as the document says (`explode: false`).
  querySerializer: { array: { style: "form", explode: false } },
  fetch: (request) => reach.through(earlyAnswer(request) ?? fetch(request)),
});
api.use(bearer);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer, or the problem it carries as an exception. */
export async function taken<T>(answer: Promise<Answer<T>>): Promise<NonNullable<T>> {
  return (await tagged(answer)).value;
}

/** The body with its entity tag, for a change that must not overwrite another's. */
export async function tagged<T>(
  answer: Promise<Answer<T>>,
): Promise<{ value: NonNullable<T>; etag: string | undefined }> {
  const { data, error, response } = await answer;
  if (data === undefined || data === null) throw problemOf(response, error);
  return { value: data, etag: response.headers.get("etag") ?? undefined };
}

/** For what answers without a body: it went well, or the problem is an exception. */
export async function settled(answer: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await answer;
  if (!response.ok) throw problemOf(response, error);
}

function problemOf(response: Response, error: unknown): ApiProblem {
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiProblem(response.status, asProblem(error), Number.isFinite(wait) ? wait : undefined);
}

function asProblem(error: unknown): Problem | undefined {
  return typeof error === "object" && error !== null && "code" in error ? (error as Problem) : undefined;
}
