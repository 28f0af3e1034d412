import { useQueryClient } from "@tanstack/react-query";
import { FolderPlus, Power, PowerOff, Tags } from "lucide-react";
import { useState } from "react";
import { api, settled, taken } from "../api/client";
import { useGroupChoice } from "../api/groups";
import type { Device } from "../api/queries";
import { counted } from "../lib/format";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { SelectField, TextField } from "../ui/field";
import { problemText } from "../ui/problem";
import { toast, type Toast } from "../ui/toast";
import { parsePatch, toEach, undoing, type Bulk } from "./bulk";

type Change = { labels: Record<string, string | null> } | { lifecycle: "Active" | "Disabled" };

const change = (device: Device, body: Change) =>
  taken(api.PATCH("/devices/{id}", { params: { path: { id: device.id } }, body }));

/** What can be done to all selected devices at once. */
export function BulkActions({ devices, onDone }: { devices: readonly Device[]; onDone: () => void }) {
  const [open, setOpen] = useState<"labels" | "group" | "disable" | null>(null);
  const [count, setCount] = useState<number | null>(null);
  const queries = useQueryClient();
  const close = () => setOpen(null);
  const many = counted(devices.length, "device");

  const run = async (
    what: string,
    act: (device: Device) => Promise<unknown>,
    undo?: (device: Device) => Promise<unknown>,
  ) => {
    close();
    setCount(0);
    const result = await toEach(devices, act, setCount);
    setCount(null);
    await queries.invalidateQueries({ queryKey: ["devices"] });
    if (result.failed.length === 0) onDone();
    toast(told(what, result, undo === undefined ? undefined : () => void run(`${what}, undone`, undo)));
  };

  return (
    <div className="bg-surface sticky bottom-0 z-10 flex flex-wrap items-center gap-2 rounded-b-xl border-t px-4 py-3 shadow-lg">
      <span className="mr-auto text-sm font-medium tabular-nums" role="status">
        {count === null ? `${many} selected` : `${count} of ${many}`}
      </span>
      <Button disabled={count !== null} onClick={() => setOpen("labels")}>
        <Tags className="size-4" aria-hidden="true" /> Label
      </Button>
      <Button disabled={count !== null} onClick={() => setOpen("group")}>
        <FolderPlus className="size-4" aria-hidden="true" /> Add to group
      </Button>
      {devices.every((device) => device.lifecycle === "Disabled") ? (
        <Button
          disabled={count !== null}
          onClick={() =>
            void run(
              "Enabled",
              (device) => change(device, { lifecycle: "Active" }),
              (device) => change(device, { lifecycle: "Disabled" }),
            )
          }
        >
          <Power className="size-4" aria-hidden="true" /> Enable
        </Button>
      ) : (
        <Button disabled={count !== null} onClick={() => setOpen("disable")}>
          <PowerOff className="size-4" aria-hidden="true" /> Disable
        </Button>
      )}
      <LabelDialog
        open={open === "labels"}
        many={many}
        onClose={close}
        onApply={(patch) =>
          void run(
            "Labelled",
            (device) => change(device, { labels: patch }),
            (device) => change(device, { labels: undoing(device, patch) }),
          )
        }
      />
      <GroupDialog open={open === "group"} devices={devices} many={many} onClose={close} onDone={onDone} />
      <Dialog
        open={open === "disable"}
        onClose={close}
        title={`Disable ${many}`}
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button
              kind="danger"
              onClick={() =>
                void run(
                  "Disabled",
                  (device) => change(device, { lifecycle: "Disabled" }),
                  (device) => change(device, { lifecycle: "Active" }),
                )
              }
            >
              Disable
            </Button>
          </>
        }
      >
        <p className="text-sm">
          The API refuses a disabled device within seconds. Its containers go on as they are, and it can be
          enabled again.
        </p>
      </Dialog>
    </div>
  );
}

function told(what: string, result: Bulk, undo: (() => void) | undefined): Toast {
  const first = result.failed[0];
  if (first === undefined) {
    const text = `${what}: ${result.done.length}`;
    return undo === undefined
      ? { tone: "good", text }
      : { tone: "good", text, action: { label: "Undo", run: undo } };
  }
  const others = result.failed.length > 1 ? ` and ${result.failed.length - 1} more` : "";
  const text = `${what}: ${result.done.length}. Refused for ${first.device.name}${others}: ${problemText(first.error)}`;
  return { tone: "bad", text };
}

function LabelDialog({
  open,
  many,
  onClose,
  onApply,
}: {
  open: boolean;
  many: string;
  onClose: () => void;
  onApply: (patch: Record<string, string | null>) => void;
}) {
  const [text, setText] = useState("");
  const { patch, wrong } = parsePatch(text);
  const ready = wrong.length === 0 && Object.keys(patch).length > 0;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Label ${many}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="bulk-labels" disabled={!ready}>
            Apply
          </Button>
        </>
      }
    >
      <form
        id="bulk-labels"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onApply(patch);
        }}
      >
        <TextField
          label="Labels"
          mono
          value={text}
          onChange={setText}
          placeholder="env=prod canary -old"
          hint="key=value sets a label, a key alone sets a tag, and a minus before a key takes it away."
          error={wrong.length === 0 ? undefined : `Not understood: ${wrong.join(" ")}`}
          autoComplete="off"
        />
      </form>
    </Dialog>
  );
}

function GroupDialog({
  open,
  devices,
  many,
  onClose,
  onDone,
}: {
  open: boolean;
  devices: readonly Device[];
  many: string;
  onClose: () => void;
  onDone: () => void;
}) {
  // Who belongs to a group by selector is decided by labels, not by hand.
  const groups = (useGroupChoice().data ?? []).filter((group) => group.selector === undefined);
  const [groupId, setGroupId] = useState("");
  const [busy, setBusy] = useState(false);
  const queries = useQueryClient();
  const group = groups.find((one) => one.id === groupId) ?? groups[0];
  const add = async () => {
    if (group === undefined) return;
    setBusy(true);
    try {
      for (let from = 0; from < devices.length; from += 1_000) {
        const deviceIds = devices.slice(from, from + 1_000).map((device) => device.id);
        await settled(
          api.POST("/groups/{id}/members", { params: { path: { id: group.id } }, body: { deviceIds } }),
        );
      }
      toast({ tone: "good", text: `${many} added to ${group.name}` });
      onClose();
      onDone();
    } catch (error) {
      toast({ tone: "bad", text: `Not added to ${group.name}: ${problemText(error)}` });
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ["groups"] });
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Add ${many} to a group`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={group === undefined} onClick={() => void add()}>
            Add
          </Button>
        </>
      }
    >
      {group === undefined ? (
        <p className="text-muted text-sm">There is no group with members by name yet.</p>
      ) : (
        <SelectField
          label="Group"
          value={group.id}
          onChange={setGroupId}
          options={groups.map((one) => ({ value: one.id, label: one.name }))}
        />
      )}
    </Dialog>
  );
}
