import { useId, type ComponentProps, type ReactNode } from "react";

const CONTROL =
  "bg-surface placeholder:text-muted w-full min-w-0 rounded-lg border px-3 py-1.5 text-sm outline-none focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 aria-invalid:border-bad disabled:opacity-60";

/** How an input looks, for those that none of the fields below is. */
export const controlClass = CONTROL;

export interface Described {
  label: string;
  hint?: ReactNode | undefined;
  /** What is wrong with the value; said at once by screen readers. */
  error?: string | undefined;
}

interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

/** A label, its control, a hint and an error, tied together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  children,
}: Described & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`]
    .filter((part) => part !== "")
    .join(" ");
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": error !== undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-muted mt-1 text-xs">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="text-bad mt-1 text-xs" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

type Native<T extends "input" | "textarea" | "select"> = Omit<
  ComponentProps<T>,
  "value" | "onChange" | "id" | "children"
>;

interface Valued {
  value: string;
  onChange: (value: string) => void;
}

export function TextField({
  label,
  hint,
  error,
  onChange,
  mono = false,
  ...props
}: Described & Valued & Native<"input"> & { mono?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <input
          type="text"
          {...props}
          {...wiring}
          className={`${CONTROL} ${mono ? "font-mono" : ""}`}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function TextAreaField({
  label,
  hint,
  error,
  onChange,
  mono = false,
  ...props
}: Described & Valued & Native<"textarea"> & { mono?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <textarea
          rows={4}
          {...props}
          {...wiring}
          className={`${CONTROL} ${mono ? "font-mono" : ""}`}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface Option<T extends string = string> {
  value: T;
  label: string;
}

export function SelectField<T extends string>({
  label,
  hint,
  error,
  value,
  onChange,
  options,
  ...props
}: Described & Native<"select"> & { value: T; onChange: (value: T) => void; options: readonly Option<T>[] }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <select
          {...props}
          {...wiring}
          value={value}
          className={`${CONTROL} h-[34px]`}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckboxField({
  label,
  hint,
  checked,
  onChange,
  ...props
}: Omit<Described, "error"> &
  Omit<Native<"input">, "checked"> & { checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        type="checkbox"
        {...props}
        id={id}
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="accent-accent mt-0.5 size-4 shrink-0"
        onChange={(event) => onChange(event.target.checked)}
      />
      <div>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-muted text-xs">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
