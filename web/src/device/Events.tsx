import { useDeviceEvents, type DeviceEvent } from "../api/queries";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";

const DOTS: Record<DeviceEvent["severity"], string> = {
  Info: "bg-muted",
  Warning: "bg-warn",
  Error: "bg-bad",
};

/** What happened to the device, newest first; as many as are asked for, or all by and by. */
export function Events({ deviceId, most }: { deviceId: string; most?: number }) {
  const events = useDeviceEvents(deviceId);
  return (
    <Card title="Events">
      <Loaded query={events} what="The events">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items).slice(0, most);
          return items.length === 0 ? (
            <EmptyState title="Nothing has happened yet" />
          ) : (
            <>
              <ol className="relative space-y-4 before:absolute before:inset-y-2 before:left-[3.5px] before:w-px before:bg-(--line)">
                {items.map((event) => (
                  <li key={event.id} className="relative flex gap-3 text-sm">
                    <span
                      className={`mt-1.5 size-2 shrink-0 rounded-full ${DOTS[event.severity]}`}
                      role="img"
                      aria-label={event.severity}
                    />
                    <div className="min-w-0">
                      <p className="break-words">{event.message}</p>
                      <p className="text-muted text-xs">
                        <Ago at={event.at} /> · <span title={event.type}>{kindOf(event.type)}</span>
                      </p>
                    </div>
                  </li>
                ))}
              </ol>
              {most === undefined && events.hasNextPage && (
                <Button
                  className="mt-4"
                  busy={events.isFetchingNextPage}
                  onClick={() => void events.fetchNextPage()}
                >
                  Older
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

/** `bundle-running` of `io.signalbeam.device.bundle-running.v1`; the whole of it is for those who write filters. */
function kindOf(type: string): string {
  return /^io\.signalbeam\.device\.(.+)\.v\d+$/.exec(type)?.[1] ?? type;
}
