import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { Group } from "../api/groups";
import { usePages } from "../api/pages";
import type { Device } from "../api/queries";
import { useRights } from "../api/roles";
import { counted } from "../lib/format";
import { given } from "../lib/given";
import { useSettled } from "../lib/settle";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { DeviceList } from "../ui/deviceList";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import { EmptyState } from "../ui/states";
import { StatusBadge } from "../ui/status";

export function Members({ group }: { group: Group }) {
  const may = useRights();
  const [adding, setAdding] = useState(false);
  const members = usePages(["groups", "members", group.id], (cursor) =>
    taken(
      api.GET("/groups/{id}/members", {
        params: { path: { id: group.id }, query: given({ limit: 50, cursor }) },
      }),
    ),
  );
  const byName = group.selector === undefined && may("Operator");
  return (
    <Card
      title={`Devices (${group.memberCount})`}
      flush
      action={byName && <Button onClick={() => setAdding(true)}>Add devices</Button>}
    >
      <DeviceList
        pages={members}
        what="The devices of the group"
        seenFrom="sm"
        columns={
          byName
            ? [
                {
                  id: "remove",
                  header: "Remove",
                  cell: (device: Device) => <RemoveMember group={group} device={device} />,
                },
              ]
            : []
        }
        empty={
          <EmptyState title="No device is in it">
            {group.selector === undefined ? "Add some by name." : "No device has these labels now."}
          </EmptyState>
        }
      />
      {adding && <AddMembers group={group} onClose={() => setAdding(false)} />}
    </Card>
  );
}

function useAddMembers(group: Group) {
  return useAct(
    (deviceIds: string[]) =>
      taken(api.POST("/groups/{id}/members", { params: { path: { id: group.id } }, body: { deviceIds } })),
    {
      done: (_, ids) => `${counted(ids.length, "device is", "devices are")} in ${group.name}`,
      failed: "The devices were not added",
      changes: [["groups"]],
    },
  );
}

function RemoveMember({ group, device }: { group: Group; device: Device }) {
  const back = useAddMembers(group);
  const remove = useAct(
    () =>
      settled(
        api.DELETE("/groups/{id}/members/{deviceId}", {
          params: { path: { id: group.id, deviceId: device.id } },
        }),
      ),
    {
      done: () => ({
        tone: "good" as const,
        text: `${device.name} left ${group.name}`,
        action: { label: "Undo", run: () => back.mutate([device.id]) },
      }),
      failed: `${device.name} stays in the group`,
      changes: [["groups"]],
    },
  );
  return (
    <Button
      kind="quiet"
      className="-my-1"
      aria-label={`Remove ${device.name}`}
      busy={remove.isPending}
      onClick={() => remove.mutate(undefined)}
    >
      Remove
    </Button>
  );
}

function AddMembers({ group, onClose }: { group: Group; onClose: () => void }) {
  const [text, setText] = useState("");
  const asked = useSettled(text.trim());
  const add = useAddMembers(group);
  const found = useQuery({
    queryKey: ["devices", "to-add", asked],
    queryFn: () =>
      taken(api.GET("/devices", { params: { query: { limit: 20, ...(asked === "" ? {} : { q: asked }) } } })),
    placeholderData: keepPreviousData,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Add devices to ${group.name}`}
      footer={<Button onClick={onClose}>Done</Button>}
    >
      <TextField label="Search by name, id or label" type="search" value={text} onChange={setText} />
      <ul className="mt-3 divide-y text-sm">
        {(found.data?.items ?? []).map((device) => (
          <li key={device.id} className="flex items-center gap-3 py-2">
            <span className="min-w-0 truncate">{device.name}</span>
            <StatusBadge device={device} />
            <Button
              className="ml-auto"
              aria-label={`Add ${device.name}`}
              busy={add.isPending && add.variables[0] === device.id}
              onClick={() => add.mutate([device.id])}
            >
              Add
            </Button>
          </li>
        ))}
      </ul>
      {found.data?.items.length === 0 && (
        <p className="text-muted py-6 text-center text-sm">No device is like that</p>
      )}
    </Dialog>
  );
}
