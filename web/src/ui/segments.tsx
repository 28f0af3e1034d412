/** A choice between a few words, all in sight. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  /** Nothing when none of them is in force. */
  value: T | undefined;
  options: readonly T[];
  onChange: (value: T) => void;
}) {
  return (
    <div className="bg-raised flex rounded-lg p-0.5" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
          className={`rounded-md px-2 py-1 text-xs font-medium sm:px-2.5 ${option === value ? "bg-surface shadow-xs" : "text-muted hover:text-ink"}`}
        >
          {option}
        </button>
      ))}
    </div>
  );
}
