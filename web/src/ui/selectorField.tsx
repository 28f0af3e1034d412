import type { ReactNode } from "react";
import { useKnownLabels } from "../api/labels";
import { useSettled } from "../lib/settle";
import { Matching } from "./matching";
import { SelectorInput } from "./SelectorInput";

/** A selector with completion, what is wrong with it, and how many devices it matches now. */
export function SelectorField({
  label,
  hint,
  value,
  onChange,
  error,
}: {
  label: string;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}) {
  const known = useKnownLabels();
  const settled = useSettled(value.trim());
  return (
    <div className="min-w-0 space-y-1">
      <p className="text-sm font-medium" aria-hidden="true">
        {label}
      </p>
      <SelectorInput label={label} value={value} onChange={onChange} known={known} error={error} />
      {hint !== undefined && <p className="text-muted text-xs">{hint}</p>}
      <Matching selector={settled === "" ? undefined : settled} />
    </div>
  );
}
