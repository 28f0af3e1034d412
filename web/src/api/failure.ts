import { useState } from "react";
import { ApiProblem } from "./problem";

/** What a query of TanStack Query tells of how it failed. */
export interface Failing {
  data: unknown;
  error: Error | null;
  errorUpdateCount: number;
}

/**
 * Why there is nothing to show. A query without an answer forgets why while it tries again; to people it has failed until
 * it is answered, or else the page would change between the reason and a skeleton with each try.
 */
export function useFailure({ data, error, errorUpdateCount }: Failing): Error | null {
  const [last, setLast] = useState(error);
  if (error !== null && error !== last) setLast(error);
  if (data !== undefined) return null;
  return error ?? (errorUpdateCount > 0 ? last : null);
}

/** Whether the API has said that there is no such thing, or none any more. */
export function useMissing(query: Failing): boolean {
  const failure = useFailure(query);
  const error = query.error ?? failure;
  return error instanceof ApiProblem && error.status === 404;
}
