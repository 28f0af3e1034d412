import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { useRights } from "../api/roles";
import { bytes } from "../lib/format";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm";
import { DeviceName } from "../ui/deviceName";
import { Dialog } from "../ui/dialog";
import { Loaded } from "../ui/loaded";
import { ProblemNotice } from "../ui/problem";
import { Told } from "../ui/told";
import { fromBase64, hexLines, shiftMillis } from "./bytes";
import { ShiftField } from "./ShiftField";

type WholeParkedEvent = components["schemas"]["WholeParkedEvent"];

/** One event with its bytes, and what can be done with it. */
export function ParkedDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const event = useQuery({
    queryKey: ["parked", "one", id],
    queryFn: () => taken(api.GET("/parked-events/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: id !== undefined,
  });
  return (
    <Dialog open={id !== undefined} onClose={onClose} title="Parked event" shape="drawer">
      {id !== undefined && (
        <Loaded query={event} what="The event">
          {(data) => <Event event={data} onGone={onClose} />}
        </Loaded>
      )}
    </Dialog>
  );
}

function Event({ event, onGone }: { event: WholeParkedEvent; onGone: () => void }) {
  const may = useRights();
  return (
    <div className="space-y-5 text-sm">
      <dl className="grid grid-cols-[7rem_1fr] gap-x-4 gap-y-1.5">
        <Item name="Reason">{event.reason}</Item>
        {event.detail !== undefined && (
          <Item name="In words">
            <Told text={event.detail} />
          </Item>
        )}
        <Item name="Parked">{new Date(event.parkedAt).toLocaleString()}</Item>
        <Item name="At the hub">{new Date(event.enqueuedAt).toLocaleString()}</Item>
        <Item name="Place">
          {event.hub}, partition {event.partition}, number {event.sequenceNumber}
        </Item>
        {event.publisher !== undefined && (
          <Item name="Sent by">
            <Link
              to="/devices/$deviceId"
              params={{ deviceId: event.publisher }}
              search={{}}
              className="text-accent hover:underline"
            >
              <DeviceName id={event.publisher} />
            </Link>
          </Item>
        )}
        <Item name="Size">{bytes(event.sizeBytes)}</Item>
        {event.replayedAt !== undefined && (
          <Item name="Taken since">
            {new Date(event.replayedAt).toLocaleString()}
            {event.shiftMillis !== undefined &&
              event.shiftMillis !== 0 &&
              `, moved by ${event.shiftMillis / 1_000} s`}
          </Item>
        )}
      </dl>
      {may("Operator") && event.replayedAt === undefined && <Replay event={event} />}
      {event.decoded !== undefined && <Text title="As JSON">{JSON.stringify(event.decoded, null, 2)}</Text>}
      <Text title="Bytes">{hexLines(fromBase64(event.body)).join("\n")}</Text>
      <Text title="Properties">{JSON.stringify(event.properties, null, 2)}</Text>
      {may("Operator") && <Delete event={event} onGone={onGone} />}
    </div>
  );
}

function Replay({ event }: { event: WholeParkedEvent }) {
  const [shift, setShift] = useState("");
  const replay = useAct(
    (millis: number) =>
      taken(
        api.POST("/parked-events/{id}/replay", {
          params: { path: { id: event.id } },
          body: { shiftMillis: millis },
        }),
      ),
    {
      done: (outcome) =>
        outcome.result === "Taken"
          ? "The event was taken"
          : {
              tone: "bad",
              text: `It stays parked: ${outcome.detail ?? outcome.reason ?? "the reason is the same"}`,
            },
      changes: [["parked"], ["fleet"]],
    },
  );
  const millis = shiftMillis(shift);
  return (
    <form
      className="space-y-3 rounded-xl border p-4"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (millis !== undefined && !replay.isPending) replay.mutate(millis);
      }}
    >
      <ShiftField value={shift} onChange={setShift} />
      {replay.isError && <ProblemNotice error={replay.error} />}
      <Button kind="primary" type="submit" busy={replay.isPending} disabled={millis === undefined}>
        Replay
      </Button>
    </form>
  );
}

function Delete({ event, onGone }: { event: WholeParkedEvent; onGone: () => void }) {
  const [open, setOpen] = useState(false);
  const remove = useAct(
    () => settled(api.DELETE("/parked-events/{id}", { params: { path: { id: event.id } } })),
    {
      done: "The event is deleted",
      changes: [["parked", "list"], ["fleet"]],
    },
  );
  return (
    <>
      <Button className="text-bad" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        title="Delete this event?"
        action="Delete"
        danger
        onConfirm={async () => {
          await remove.mutateAsync(undefined);
          onGone();
        }}
      >
        Its bytes are gone then, and it can never be replayed. By itself it would be kept for 30 days.
      </ConfirmDialog>
    </>
  );
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Text({ title, children }: { title: string; children: string }) {
  return (
    <div>
      <h3 className="mb-1 font-medium">{title}</h3>
      <pre
        className="bg-raised max-h-80 overflow-auto rounded-lg p-3 font-mono text-xs"
        tabIndex={0}
        aria-label={title}
      >
        {children}
      </pre>
    </div>
  );
}
