import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast, toastProblem, type Toast } from "../ui/toast";

export interface ActOptions<V, R> {
  /** What was done, told in a corner; a string, or made from the answer. */
  done: string | ((result: R, variables: V) => Toast | string | null);
  /** What it was meant to do, as the beginning of a sentence; without it a refusal is the caller's to show. */
  failed?: string;
  /** Keys of the queries whose answers it changes. */
  changes: readonly (readonly unknown[])[];
}

/** Something done over the API: told about, and everything it changes looked at again. */
export function useAct<V, R>(act: (variables: V) => Promise<R>, options: ActOptions<V, R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (result, variables) => {
      const told = typeof options.done === "string" ? options.done : options.done(result, variables);
      if (told !== null) toast(typeof told === "string" ? { tone: "good", text: told } : told);
      await Promise.all(options.changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      if (options.failed !== undefined) toastProblem(options.failed, error);
    },
  });
}
