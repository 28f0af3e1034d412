import createClient, { type Middleware } from "openapi-fetch";
import { accessToken } from "../auth/session";
import type { paths } from "./generated/schema";
import { ApiProblem, type Problem } from "./problem";

let unauthenticated: () => void = () => undefined;

/** Called when the API says that the token is no good. */
export function onUnauthenticated(listener: () => void) {
  unauthenticated = listener;
}

const bearer: Middleware = {
  async onRequest({ request }) {
    const token = await accessToken();
    if (token !== null) request.headers.set("authorization", `Bearer ${token}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) unauthenticated();
  },
};

export const api = createClient<paths>({ baseUrl: "/api" });
api.use(bearer);

/** The body of an answer, or the problem it carries as an exception. */
export async function taken<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await answer;
  if (data === undefined || data === null) throw new ApiProblem(response.status, asProblem(error));
  return data;
}

function asProblem(error: unknown): Problem | undefined {
  return typeof error === "object" && error !== null && "code" in error ? (error as Problem) : undefined;
}
