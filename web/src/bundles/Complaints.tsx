import { CircleCheck } from "lucide-react";
import type { Complaint } from "./draft";

/** What is wrong with a manifest, each with its field and its place; a click goes there. */
export function Complaints({
  complaints,
  onGo,
}: {
  complaints: Complaint[];
  onGo?: (complaint: Complaint) => void;
}) {
  if (complaints.length === 0)
    return (
      <p className="text-good flex items-center gap-2 text-sm" role="status">
        <CircleCheck className="size-4" aria-hidden="true" /> Nothing is wrong with it
      </p>
    );
  return (
    <section aria-label="What is wrong" aria-live="polite">
      <p className="text-bad mb-2 text-sm font-medium">
        {complaints.length === 1 ? "One thing is wrong" : `${complaints.length} things are wrong`}
      </p>
      <ul className="space-y-1 text-sm">
        {complaints.map((complaint, index) => (
          <li key={`${complaint.field} ${complaint.code} ${index}`} className="break-words">
            <button
              type="button"
              className="hover:bg-raised -mx-2 block rounded px-2 py-1 text-left disabled:cursor-default"
              disabled={onGo === undefined}
              onClick={() => onGo?.(complaint)}
            >
              <span className="font-mono text-xs font-medium break-all">{complaint.field || "the text"}</span>{" "}
              <span className="text-muted text-xs whitespace-nowrap">
                line {complaint.line}, column {complaint.column}
              </span>
              <span className="block">{complaint.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
