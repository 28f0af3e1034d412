import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { useRights } from "../api/roles";
import { changed } from "../lib/address";
import { bytes } from "../lib/format";
import { given } from "../lib/given";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { DeviceName } from "../ui/deviceName";
import { SelectField, TextField } from "../ui/field";
import { PagedTable } from "../ui/list";
import { PageHeader } from "../ui/page";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";
import { Told } from "../ui/told";
import { ParkedDrawer } from "./ParkedDrawer";
import { ReplayMany } from "./ReplayMany";

export type ParkedEvent = components["schemas"]["ParkedEvent"];

const route = getRouteApi("/parked");

const REASONS = [
  "malformed",
  "oversized",
  "forged-source",
  "unknown-device",
  "device-disabled",
  "time-in-future",
  "too-old",
  "unstorable",
];

/** Those of every installation; one with several namespaces has more, which show by their events. */
const HUBS = ["device-telemetry", "device-reports"];

export function ParkedPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useRights();
  const [many, setMany] = useState(false);
  const onSearch = (change: Partial<Record<keyof typeof search, string | undefined>>) =>
    void navigate({ search: changed(search, change), replace: true });
  const filter = { reason: search.reason, hub: search.hub, deviceId: search.device };
  const replayed = search.replayed === "true";
  const events = usePages(["parked", "list", filter, replayed], (cursor) =>
    taken(
      api.GET("/parked-events", { params: { query: given({ ...filter, replayed, limit: 50, cursor }) } }),
    ),
  );
  const hubs = new Set([
    ...HUBS,
    ...(events.items ?? []).map(({ hub }) => hub),
    ...(search.hub === undefined ? [] : [search.hub]),
  ]);
  return (
    <>
      <PageHeader
        title="Parked events"
        description="What devices sent and could not be taken, kept for 30 days with its bytes and the reason."
        actions={
          may("Operator") &&
          !replayed && (
            <Button disabled={(events.items ?? []).length === 0} onClick={() => setMany(true)}>
              Replay these
            </Button>
          )
        }
      />
      <Card title="Events" flush>
        <div className="grid grid-cols-2 gap-3 border-b p-4 lg:grid-cols-4">
          <SelectField
            label="Reason"
            value={search.reason ?? ""}
            options={[
              { value: "", label: "any" },
              ...REASONS.map((reason) => ({ value: reason, label: reason })),
            ]}
            onChange={(value) => onSearch({ reason: value })}
          />
          <SelectField
            label="Hub"
            value={search.hub ?? ""}
            options={[
              { value: "", label: "any" },
              ...[...hubs].map((hub) => ({ value: hub, label: hub.replace(/^device-/, "") })),
            ]}
            onChange={(value) => onSearch({ hub: value })}
          />
          <SelectField
            label="Show"
            value={replayed ? "true" : ""}
            options={[
              { value: "", label: "waiting" },
              { value: "true", label: "taken since" },
            ]}
            onChange={(value) => onSearch({ replayed: value })}
          />
          <TextField
            label="Device"
            hint="Its id"
            type="search"
            value={search.device ?? ""}
            onChange={(value) => onSearch({ device: value.trim() })}
          />
        </div>
        <PagedTable
          pages={events}
          what="The parked events"
          rowKey={(event) => event.id}
          rowName={(event) => `${event.reason} ${event.id}`}
          href={(event) => `/parked?event=${event.id}`}
          onOpen={(event) => onSearch({ event: event.id })}
          columns={[
            {
              id: "reason",
              header: "Reason",
              cell: (event) => (
                <>
                  <Badge tone={event.replayedAt === undefined ? "warn" : "good"}>{event.reason}</Badge>
                  <span className="text-muted mt-1 block text-xs font-normal break-words">
                    {event.detail !== undefined && <Told text={event.detail} />}
                  </span>
                </>
              ),
            },
            { id: "parked", header: "Parked", cell: (event) => <Ago at={event.parkedAt} /> },
            {
              id: "publisher",
              header: "Sent by",
              from: "md",
              cell: ({ publisher }) => (publisher === undefined ? "–" : <DeviceName id={publisher} />),
            },
            {
              id: "place",
              header: "Place",
              from: "lg",
              cell: (event) => (
                <span className="font-mono text-xs">
                  {event.hub}/{event.partition}:{event.sequenceNumber}
                </span>
              ),
            },
            {
              id: "size",
              header: "Size",
              align: "right",
              from: "sm",
              cell: (event) => <span className="whitespace-nowrap">{bytes(event.sizeBytes)}</span>,
            },
          ]}
          empty={
            <EmptyState title={replayed ? "None was taken since" : "Nothing is parked"}>
              {replayed ? "" : "Everything that devices have sent was taken."}
            </EmptyState>
          }
        />
      </Card>
      <ParkedDrawer id={search.event} onClose={() => onSearch({ event: undefined })} />
      {many && <ReplayMany filter={filter} onClose={() => setMany(false)} />}
    </>
  );
}
