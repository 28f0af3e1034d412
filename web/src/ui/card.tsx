import type { ReactNode } from "react";

export function Card({
  title,
  action,
  children,
  flush = false,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className="bg-surface min-w-0 rounded-xl border" aria-label={title}>
      <div className="flex min-h-12 items-center gap-3 border-b px-4 py-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        <div className="ml-auto whitespace-nowrap">{action}</div>
      </div>
      <div className={flush ? "" : "p-4"}>{children}</div>
    </section>
  );
}
