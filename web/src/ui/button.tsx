import type { ComponentProps } from "react";

const KINDS = {
  primary: "bg-accent text-accent-ink hover:opacity-90 px-4 py-2",
  plain: "bg-surface border hover:bg-raised px-3 py-1.5",
  quiet: "hover:bg-raised text-muted hover:text-ink p-2",
};

export function Button({
  kind = "plain",
  className = "",
  ...props
}: ComponentProps<"button"> & { kind?: keyof typeof KINDS }) {
  return (
    <button
      type="button"
      className={`inline-flex items-center gap-2 rounded-lg text-sm font-medium transition disabled:cursor-default disabled:opacity-50 ${KINDS[kind]} ${className}`}
      {...props}
    />
  );
}
