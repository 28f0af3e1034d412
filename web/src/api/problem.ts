import type { components } from "./generated/schema";

export type Problem = components["schemas"]["Problem"];

/** What the API refused, and why (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem | undefined;
  /** In seconds, where the API says when it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Problem | undefined, retryAfter?: number) {
    super(problem?.detail ?? problem?.title ?? `The API answered ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = problem?.code ?? "unknown";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** What is wrong with each field, by the API's name of it; nothing when the error is of another kind. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors = error instanceof ApiProblem ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(errors.map((found) => [found.field, found.message]));
}
