import { ScrollText, Undo2 } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { usePages } from "../api/pages";
import type { Device } from "../api/queries";
import { useMay } from "../api/roles";
import { given } from "../lib/given";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ListCard } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";
import { CommandOutput } from "./CommandOutput";
import { COMMAND_TONES, isCancellable, KINDS, type Command } from "./commands";
import { SendCommand } from "./SendCommand";

/** What the device was told to do once, how far that is, and what came of it. */
export function Commands({
  device,
  output,
  onOutput,
}: {
  device: Device;
  /** The command whose output is open. */
  output: string | undefined;
  onOutput: (commandId: string | undefined) => void;
}) {
  const operator = useMay("Operator");
  const [sending, setSending] = useState(false);
  const commands = usePages(["devices", device.id, "commands"], (cursor) =>
    taken(
      api.GET("/devices/{id}/commands", {
        params: { path: { id: device.id }, query: given({ limit: 30, cursor }) },
      }),
    ),
  );
  return (
    <ListCard
      title="Commands"
      make={
        operator && device.lifecycle === "Active"
          ? { label: "New command", onClick: () => setSending(true) }
          : undefined
      }
      pages={commands}
      what="The commands"
      rowKey={(command) => command.id}
      rowName={(command) => command.kind}
      columns={[
        { id: "kind", header: "Command", cell: (command) => <What command={command} /> },
        { id: "status", header: "Status", cell: (command) => <Progress command={command} /> },
        {
          id: "asked",
          header: "Asked for",
          from: "sm",
          cell: (command) => (
            <span className="text-muted text-xs">
              <Ago at={command.createdAt} /> <span className="break-all">by {command.createdBy}</span>
            </span>
          ),
        },
        ...(operator
          ? [
              {
                id: "actions",
                header: "Then",
                cell: (command: Command) => <Then command={command} onOutput={onOutput} />,
              },
            ]
          : []),
      ]}
      empty={
        <EmptyState title="Nothing was asked of it yet">
          A command is done once, at the device&apos;s next poll, and its answer comes with a report.
        </EmptyState>
      }
    >
      {sending && <SendCommand device={device} onClose={() => setSending(false)} />}
      {operator && output !== undefined && (
        <CommandOutput deviceId={device.id} commandId={output} onClose={() => onOutput(undefined)} />
      )}
    </ListCard>
  );
}

function What({ command }: { command: Command }) {
  return (
    <div className="max-w-72">
      <span className="font-medium">{KINDS[command.kind].label}</span>
      {command.container !== undefined && (
        <span className="text-muted block truncate font-mono text-xs">
          {command.bundleId}/{command.container}
        </span>
      )}
      {command.message !== undefined && (
        <span
          className={`block text-xs break-words ${command.status === "Failed" ? "text-bad" : "text-muted"}`}
        >
          {command.message}
        </span>
      )}
    </div>
  );
}

function Progress({ command }: { command: Command }) {
  const { status, progress } = command;
  const percent = status === "Running" ? (progress ?? 0) : undefined;
  return (
    <div data-command={command.kind} data-status={status}>
      <Badge tone={COMMAND_TONES[status]} dot>
        {status.toLowerCase()}
        {percent !== undefined && percent > 0 && ` ${percent} %`}
      </Badge>
      {percent !== undefined && (
        <div
          className="bg-raised mt-1.5 h-1 w-24 overflow-hidden rounded-full"
          role="progressbar"
          aria-label={`${KINDS[command.kind].label}: how far it is`}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <div className="bg-busy h-full transition-[width]" style={{ width: `${percent}%` }} />
        </div>
      )}
    </div>
  );
}

function Then({ command, onOutput }: { command: Command; onOutput: (commandId: string) => void }) {
  const { id, deviceId, kind } = command;
  const label = KINDS[kind].label;
  const cancel = useAct(
    () =>
      taken(
        api.POST("/devices/{id}/commands/{commandId}/cancel", {
          params: { path: { id: deviceId, commandId: id } },
        }),
      ),
    {
      done: `${label} is taken back`,
      failed: "Not taken back",
      changes: [["devices", deviceId, "commands"]],
    },
  );
  if (isCancellable(command))
    return (
      <Button
        kind="quiet"
        className="-my-1"
        aria-label={`Take ${label} back`}
        title={`Take ${label} back`}
        busy={cancel.isPending}
        onClick={() => cancel.mutate(undefined)}
      >
        <Undo2 className="size-4" aria-hidden="true" /> <span className="hidden sm:inline">Take back</span>
      </Button>
    );
  if (command.outputBytes === undefined) return null;
  return (
    <Button
      kind="quiet"
      className="-my-1"
      aria-label={`Output of ${label}`}
      title="Output"
      onClick={() => onOutput(id)}
    >
      <ScrollText className="size-4" aria-hidden="true" /> <span className="hidden sm:inline">Output</span>
    </Button>
  );
}
