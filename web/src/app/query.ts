import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problem";

/** What the API refuses, it refuses again; only what may pass by itself is worth another try. */
function worthAnotherTry(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.status !== 429);
}

function pause(attempt: number, error: Error): number {
  if (error instanceof ApiProblem && error.retryAfter !== undefined) {
    return Math.min(error.retryAfter, 30) * 1_000;
  }
  return Math.min(1_000 * 2 ** attempt, 8_000);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      gcTime: 30 * 60_000,
      // A browser that thinks itself offline may still reach a cloud next door; a failure says it better.
      networkMode: "always",
      retry: worthAnotherTry,
      retryDelay: pause,
    },
    mutations: { networkMode: "always" },
  },
});
