import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";

const KINDS = {
  primary: "bg-accent text-accent-ink hover:opacity-90 px-3.5 py-1.5",
  plain: "bg-surface border hover:bg-raised px-3 py-1.5",
  danger: "bg-bad text-accent-ink hover:opacity-90 px-3.5 py-1.5",
  quiet: "hover:bg-raised text-muted hover:text-ink p-2",
};

export type ButtonKind = keyof typeof KINDS;

/** How a button looks, for links that look like one. */
export function buttonClass(kind: ButtonKind = "plain"): string {
  return `inline-flex items-center justify-center gap-2 rounded-lg text-sm font-medium transition disabled:cursor-default disabled:opacity-50 ${KINDS[kind]}`;
}

export interface ButtonProps extends ComponentProps<"button"> {
  kind?: ButtonKind;
  /** Whether what it does is under way; it cannot be pressed meanwhile. */
  busy?: boolean;
}

export function Button({ kind = "plain", busy = false, className = "", children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      disabled={busy || props.disabled === true}
      aria-busy={busy}
      className={`${buttonClass(kind)} ${className}`}
    >
      {busy && <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />}
      {children}
    </button>
  );
}
