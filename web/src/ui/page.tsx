import { useEffect, type ReactNode } from "react";

/** The head of a page: its one first-level heading, which is the window's title too, and what can be done here. */
export function PageHeader({
  title,
  back,
  badges,
  description,
  actions,
}: {
  title: string;
  /** A link to where this page belongs. */
  back?: ReactNode;
  badges?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · SignalBeam Edge`;
  }, [title]);
  return (
    <div className="mb-6">
      {back !== undefined && <div className="mb-2 text-sm">{back}</div>}
      <div className="flex flex-wrap items-start gap-x-3 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <h1 className="text-xl font-semibold tracking-tight break-words">{title}</h1>
            {badges}
          </div>
          {description !== undefined && <div className="text-muted mt-1 text-sm">{description}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </div>
  );
}
