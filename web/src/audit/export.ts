import { api } from "../api/client";
import { ApiProblem } from "../api/problem";
import { saveFile } from "../lib/save";

/** The most rows of one part, as the API has it. */
const PART = 10_000;

/**
 * Saves the whole trail as JSON lines, part after part, the way `verify-audit` takes it; answers with the number of
 * rows. The parts are kept apart until the end, since a trail may be longer than a text can be.
 */
export async function exportTrail(): Promise<number> {
  const parts: string[] = [];
  let rows = 0;
  let after = 0;
  for (let more = true; more;) {
    const { data, error, response } = await api.GET("/audit/export", {
      params: { query: { after, limit: PART } },
      parseAs: "text",
    });
    if (!response.ok || data === undefined) throw new ApiProblem(response.status, error);
    parts.push(data);
    // A start line and an end line stand around the rows.
    rows += data.trimEnd().split("\n").length - 2;
    const end = Number((response.headers.get("x-audit-end") ?? "").split(/\D/)[0]);
    more = response.headers.get("x-audit-more") === "true" && Number.isInteger(end) && end > after;
    after = end;
  }
  saveFile(
    `audit-${new Date().toISOString().slice(0, 10)}.jsonl`,
    new Blob(parts, { type: "application/jsonl" }),
  );
  return rows;
}
