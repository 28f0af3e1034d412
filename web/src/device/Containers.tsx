import { ScrollText } from "lucide-react";
import { useReportedState, type DeviceReport } from "../api/queries";
import { Badge, type Tone } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { EmptyState } from "../ui/states";
import { DataTable, type Column } from "../ui/table";
import { Ago } from "../ui/time";

type Container = DeviceReport["containers"][number];

export function Containers({ deviceId, onLogs }: { deviceId: string; onLogs: (place: string) => void }) {
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
      <Loaded query={reported} what="The containers">
        {({ report }) =>
          report === undefined || report.containers.length === 0 ? (
            <EmptyState title="No container">
              Assign a bundle, or wait for the device&apos;s first report.
            </EmptyState>
          ) : (
            <DataTable
              label="Containers of the device"
              columns={columns(onLogs)}
              rows={report.containers}
              rowKey={(container) => `${container.bundle}/${container.name}`}
              rowName={(container) => container.name}
            />
          )
        }
      </Loaded>
    </Card>
  );
}

function columns(onLogs: (place: string) => void): Column<Container>[] {
  return [
    {
      id: "name",
      header: "Container",
      cell: (container) => (
        <div className="max-w-44 sm:max-w-64">
          <div className="font-medium break-words">{container.name}</div>
          <div className="text-muted truncate font-mono text-xs" title={container.digest ?? container.image}>
            {container.image}
          </div>
          {container.error !== undefined && (
            <div className="text-bad mt-1 text-xs break-words">{container.error}</div>
          )}
        </div>
      ),
    },
    {
      id: "state",
      header: "State",
      cell: (container) => (
        <Badge tone={tone(container)} dot>
          {container.health === undefined ? container.state : `${container.state}, ${container.health}`}
        </Badge>
      ),
    },
    {
      id: "started",
      header: "Started",
      from: "sm",
      cell: (container) =>
        container.startedAt === undefined ? (
          "–"
        ) : (
          <span className="text-muted">
            <Ago at={container.startedAt} />
          </span>
        ),
    },
    {
      id: "restarts",
      header: "Restarts",
      align: "right",
      from: "sm",
      cell: (container) => container.restarts,
    },
    {
      id: "logs",
      header: "Logs",
      align: "right",
      cell: (container) => (
        <Button
          kind="quiet"
          aria-label={`Logs of ${container.name}`}
          title="Logs"
          onClick={() => onLogs(`${container.bundle}/${container.name}`)}
        >
          <ScrollText className="size-4" />
        </Button>
      ),
    },
  ];
}

function tone(container: Container): Tone {
  if (container.health === "unhealthy") return "bad";
  if (container.state === "running") return container.health === "starting" ? "busy" : "good";
  return container.state === "created" || container.state === "restarting" ? "busy" : "bad";
}
