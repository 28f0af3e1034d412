import { CircleAlert, Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/problem";
import { Button } from "./button";

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
  const detail =
    error instanceof ApiProblem
      ? `${error.message} (${error.code})`
      : "The API does not answer. Your connection or the service may be down.";
  return <ErrorState title={`${what} could not be loaded`} detail={detail} onRetry={onRetry} />;
}

/** Above data that is shown but may be old, because the last look at it failed. */
export function StaleNotice({ since }: { since: number }) {
  return (
    <p className="bg-warn-soft text-warn mb-4 rounded-lg px-4 py-2 text-sm" role="status">
      No connection to the API. This is what was known at {new Date(since).toLocaleTimeString()}.
    </p>
  );
}
