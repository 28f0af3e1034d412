import { ApiProblem } from "../api/problem";
import { localised } from "../lib/moments";

/** What the API refused, as a sentence for people. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiProblem)) {
    return error instanceof TypeError || !(error instanceof Error)
      ? "The API does not answer. Your connection or the service may be down."
      : error.message;
  }
  if (error.status === 412) return "Somebody has changed this since you opened it. Look at it again first.";
  if (error.status === 429) {
    const wait = error.retryAfter === undefined ? "in a moment" : `in ${error.retryAfter} s`;
    return `Too many requests. Try again ${wait}.`;
  }
  return localised(error.message);
}

/** A refusal inside a form or a dialog: the sentence, and each field that it names. */
export function ProblemNotice({ error }: { error: unknown }) {
  const problem = error instanceof ApiProblem ? error.problem : undefined;
  return (
    <div className="bg-bad-soft text-bad rounded-lg px-4 py-3 text-sm" role="alert">
      <p className="break-words">{problemText(error)}</p>
      {problem?.errors !== undefined && problem.errors.length > 0 && (
        <ul className="mt-2 list-disc space-y-1 pl-5">
          {problem.errors.map((found) => (
            <li key={`${found.field} ${found.code}`} className="break-words">
              <span className="font-mono text-xs">{found.field}</span>: {localised(found.message)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
