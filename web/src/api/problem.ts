import type { components } from "./generated/schema";

export type Problem = components["schemas"]["Problem"];

/** What the API refused, and why (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? problem?.title ?? `The API answered ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = problem?.code ?? "unknown";
    this.problem = problem;
  }
}
