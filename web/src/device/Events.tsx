import { useDeviceEvents, type DeviceEvent } from "../api/queries";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { EmptyState, QueryError, Skeleton } from "../ui/states";
import { Ago } from "../ui/time";

const DOTS: Record<DeviceEvent["severity"], string> = {
  Info: "bg-muted",
  Warning: "bg-warn",
  Error: "bg-bad",
};

export function Events({ deviceId }: { deviceId: string }) {
  const events = useDeviceEvents(deviceId);
  const items = events.data?.pages.flatMap((page) => page.items);
  return (
    <Card title="Events">
      {items === undefined ? (
        events.isError ? (
          <QueryError what="The events" error={events.error} onRetry={() => void events.refetch()} />
        ) : (
          <div className="space-y-3" role="status" aria-label="Loading the events">
            <Skeleton className="h-5" />
            <Skeleton className="h-5" />
          </div>
        )
      ) : items.length === 0 ? (
        <EmptyState title="Nothing has happened yet" />
      ) : (
        <>
          <ol className="space-y-4">
            {items.map((event) => (
              <li key={event.id} className="flex gap-3 text-sm">
                <span
                  className={`mt-1.5 size-2 shrink-0 rounded-full ${DOTS[event.severity]}`}
                  role="img"
                  aria-label={event.severity}
                />
                <div className="min-w-0">
                  <p className="break-words">{event.message}</p>
                  <p className="text-muted text-xs">
                    <Ago at={event.at} />
                  </p>
                </div>
              </li>
            ))}
          </ol>
          {events.hasNextPage && (
            <Button
              className="mt-4"
              disabled={events.isFetchingNextPage}
              onClick={() => void events.fetchNextPage()}
            >
              Older
            </Button>
          )}
        </>
      )}
    </Card>
  );
}
