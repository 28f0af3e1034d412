import { useReportedState, type DeviceReport } from "../api/queries";
import { Badge, type Tone } from "../ui/badge";
import { Card } from "../ui/card";
import { EmptyState, QueryError, Skeleton } from "../ui/states";
import { Ago } from "../ui/time";

type Container = DeviceReport["containers"][number];

export function Containers({ deviceId }: { deviceId: string }) {
  const reported = useReportedState(deviceId);
  return (
    <Card
      title="Containers"
      flush
      action={
        reported.data?.receivedAt !== undefined && (
          <span className="text-muted text-xs">
            reported <Ago at={reported.data.receivedAt} />
          </span>
        )
      }
    >
      {reported.data === undefined ? (
        reported.isError ? (
          <QueryError what="The containers" error={reported.error} onRetry={() => void reported.refetch()} />
        ) : (
          <div className="space-y-3 p-4" role="status" aria-label="Loading the containers">
            <Skeleton className="h-5" />
            <Skeleton className="h-5" />
          </div>
        )
      ) : (
        <List containers={reported.data.report?.containers ?? []} />
      )}
    </Card>
  );
}

function List({ containers }: { containers: Container[] }) {
  if (containers.length === 0) {
    return (
      <EmptyState title="No container">Assign a bundle, or wait for the device's first report.</EmptyState>
    );
  }
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Containers of the device">
      <table className="w-full text-sm">
        <thead className="text-muted text-left text-xs">
          <tr className="border-b">
            <th className="px-4 py-2 font-medium">Container</th>
            <th className="px-4 py-2 font-medium">State</th>
            <th className="hidden px-4 py-2 font-medium sm:table-cell">Started</th>
            <th className="hidden px-4 py-2 text-right font-medium sm:table-cell">Restarts</th>
          </tr>
        </thead>
        <tbody>
          {containers.map((container) => (
            <tr key={`${container.bundle}/${container.name}`} className="border-b last:border-0">
              <td className="max-w-64 px-4 py-2.5">
                <div className="font-medium">{container.name}</div>
                <div
                  className="text-muted truncate font-mono text-xs"
                  title={container.digest ?? container.image}
                >
                  {container.image}
                </div>
                {container.error !== undefined && (
                  <div className="text-bad mt-1 text-xs">{container.error}</div>
                )}
              </td>
              <td className="px-4 py-2.5">
                <Badge tone={tone(container)} dot>
                  {container.health === undefined
                    ? container.state
                    : `${container.state}, ${container.health}`}
                </Badge>
              </td>
              <td className="text-muted hidden px-4 py-2.5 sm:table-cell">
                {container.startedAt === undefined ? "–" : <Ago at={container.startedAt} />}
              </td>
              <td className="hidden px-4 py-2.5 text-right tabular-nums sm:table-cell">
                {container.restarts}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function tone(container: Container): Tone {
  if (container.health === "unhealthy") return "bad";
  if (container.state === "running") return container.health === "starting" ? "busy" : "good";
  return container.state === "created" || container.state === "restarting" ? "busy" : "bad";
}
