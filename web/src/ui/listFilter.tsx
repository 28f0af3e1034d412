import type { ReactNode } from "react";

/** What a list below it shows: one field, or two side by side; the line under it goes across the card. */
export function ListFilter({ fields, children }: { fields: 1 | 2; children: ReactNode }) {
  return (
    <div className="border-b p-4">
      <div className={fields === 1 ? "max-w-xs" : "grid max-w-xl grid-cols-2 gap-3"}>{children}</div>
    </div>
  );
}
