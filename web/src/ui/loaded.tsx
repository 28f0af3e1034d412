import type { ReactNode } from "react";
import { useFailure, type Failing } from "../api/failure";
import { QueryError, Skeleton, StaleNotice } from "./states";

/** What a query of TanStack Query tells about itself. */
export interface Loadable<T> extends Failing {
  data: T | undefined;
  isRefetchError: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/** The four states of what is fetched: loading, failed, there, and there but old. Empty is the children's business. */
export function Loaded<T>({
  query,
  what,
  skeleton,
  children,
}: {
  query: Loadable<T>;
  /** As the beginning of a sentence: "The groups". */
  what: string;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const failure = useFailure(query);
  if (query.data === undefined) {
    return failure !== null ? (
      <QueryError what={what} error={failure} onRetry={() => void query.refetch()} />
    ) : (
      (skeleton ?? <RowsSkeleton what={what} />)
    );
  }
  return (
    <>
      {query.isRefetchError && <StaleNotice since={query.dataUpdatedAt} error={query.error} />}
      {children(query.data)}
    </>
  );
}

export function RowsSkeleton({ what, rows = 4 }: { what: string; rows?: number }) {
  return (
    <div className="space-y-3 p-4" role="status" aria-label={`${what} are loading`}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-4">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-5 w-16" />
          <Skeleton className="ml-auto h-5 w-24" />
        </div>
      ))}
    </div>
  );
}
