import { ApiProblem } from "../api/problem";
import { useMatches } from "../api/matches";
import { problemText } from "./problem";

/** How many devices a selector matches at this moment, and the first of them; nothing while there is no selector. */
export function Matching({ selector }: { selector: string | undefined }) {
  const matches = useMatches(selector);
  if (selector === undefined) return null;
  if (matches.isError) {
    const wrong =
      matches.error instanceof ApiProblem ? matches.error.problem?.errors?.[0]?.message : undefined;
    return (
      <p className="text-bad text-sm break-words" role="status">
        {wrong ?? problemText(matches.error)}
      </p>
    );
  }
  if (matches.data === undefined)
    return (
      <p className="text-muted text-sm" role="status">
        Counting…
      </p>
    );
  const { total, some } = matches.data;
  const names = some.map(({ name }) => name).join(", ");
  return (
    <p className="text-sm break-words" role="status">
      <strong className="tabular-nums">{total.toLocaleString()}</strong>{" "}
      {total === 1 ? "device matches" : "devices match"} now
      {names === "" ? "" : <span className="text-muted">: {names + (total > some.length ? ", …" : "")}</span>}
    </p>
  );
}
