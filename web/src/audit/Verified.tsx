import { ShieldAlert, ShieldCheck } from "lucide-react";
import type { components } from "../api/generated/schema";
import { counted } from "../lib/format";

/** What a check of the chain has found. */
export function Verified({ report }: { report: components["schemas"]["AuditReport"] }) {
  const { sound, rows, anchors, findings, more } = report;
  return (
    <div
      role="status"
      className={`mb-6 rounded-xl px-4 py-3 text-sm ${sound ? "bg-good-soft text-good" : "bg-bad-soft text-bad"}`}
    >
      <p className="flex items-center gap-2 font-medium">
        {sound ? (
          <ShieldCheck className="size-4 shrink-0" aria-hidden="true" />
        ) : (
          <ShieldAlert className="size-4 shrink-0" aria-hidden="true" />
        )}
        {sound ? "The chain is sound" : `The chain is broken in ${counted(findings.length, "place")}`}:{" "}
        {counted(rows, "row")}, compared in {counted(anchors, "place")} with what was written down elsewhere
        {more ? "; the trail goes on after them" : ""}
      </p>
      {findings.length > 0 && (
        <ul className="mt-2 list-disc space-y-1 pl-9">
          {findings.map((finding, index) => (
            <li key={index} className="break-words">
              {finding.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
