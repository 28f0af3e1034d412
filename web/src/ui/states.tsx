import { CircleAlert, Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/problem";
import { Button } from "./button";
import { problemText } from "./problem";

export function Skeleton({ className = "" }: { className?: string }) {
  return <div className={`bg-raised animate-pulse rounded ${className}`} aria-hidden="true" />;
}

export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="px-6 py-12 text-center">
      <Inbox className="text-muted mx-auto mb-3 size-8" strokeWidth={1.5} aria-hidden="true" />
      <p className="font-medium">{title}</p>
      <div className="text-muted mx-auto mt-1 max-w-md text-sm">{children}</div>
    </div>
  );
}

export function ErrorState({
  title,
  detail,
  onRetry,
}: {
  title: string;
  detail: string;
  onRetry?: () => void;
}) {
  return (
    <div className="px-6 py-12 text-center" role="alert">
      <CircleAlert className="text-bad mx-auto mb-3 size-8" strokeWidth={1.5} aria-hidden="true" />
      <p className="font-medium">{title}</p>
      <p className="text-muted mx-auto mt-1 max-w-md text-sm break-words">{detail}</p>
      {onRetry !== undefined && (
        <Button className="mt-4" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** What went wrong, for people; the code is for those who read logs. */
export function QueryError({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  const code = error instanceof ApiProblem ? ` (${error.code})` : "";
  return (
    <ErrorState
      title={`${what} could not be loaded`}
      detail={`${problemText(error)}${code}`}
      onRetry={onRetry}
    />
  );
}

/** Above data that is shown but may be old, because the last look at it failed. */
export function StaleNotice({ since, error }: { since: number; error?: Error | null }) {
  const why = error instanceof ApiProblem ? problemText(error) : "No connection to the API.";
  return (
    <p className="bg-warn-soft text-warn mb-4 rounded-lg px-4 py-2 text-sm" role="status">
      {why.replace(/[^.!?]$/, "$&.")} This is what was known at {new Date(since).toLocaleTimeString()}.
    </p>
  );
}

/** While a page's own code is on its way. */
export function PageSkeleton() {
  return (
    <div className="space-y-6" role="status" aria-label="Loading the page">
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-24" />
      <Skeleton className="h-64" />
    </div>
  );
}
