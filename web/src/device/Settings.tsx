import { KeyRound, Pencil, Power, PowerOff, Replace, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import type { Device } from "../api/queries";
import { useMay } from "../api/roles";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm";
import { CopyButton } from "../ui/copy";
import { Dialog } from "../ui/dialog";
import { CheckboxField, TextField } from "../ui/field";
import { Labels } from "../ui/labels";
import { ProblemNotice } from "../ui/problem";
import { toastProblem } from "../ui/toast";
import { Ago } from "../ui/time";
import { changeDevice, readForChange, useChange, type Edited } from "./change";
import { LabelEditor } from "./LabelEditor";

type Open = "rename" | "disable" | "rotate" | "replace" | "decommission" | null;

/** Name, labels, keys, and what cannot be undone; each only for those who may. */
export function Settings({ device, onGone }: { device: Device; onGone: () => void }) {
  const operator = useMay("Operator");
  const admin = useMay("Admin");
  const alive = device.lifecycle !== "Decommissioned";
  const [open, setOpen] = useState<Open>(null);
  const [edited, setEdited] = useState<Edited | null>(null);
  const close = () => setOpen(null);
  const editLabels = async () => {
    try {
      setEdited(await readForChange(device.id));
    } catch (error) {
      toastProblem("The labels could not be read", error);
    }
  };

  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card title="Identity">
        <dl className="space-y-4 text-sm">
          <Entry
            name="Name"
            action={operator && alive && <Edit label="Rename" onClick={() => setOpen("rename")} />}
          >
            {device.name}
          </Entry>
          <Entry name="Id" action={<CopyButton text={device.id} label="Copy the id" />}>
            <span className="font-mono text-xs break-all">{device.id}</span>
          </Entry>
          <Entry
            name="Labels"
            action={operator && alive && <Edit label="Change the labels" onClick={() => void editLabels()} />}
          >
            {Object.keys(device.labels).length === 0 ? "None" : <Labels labels={device.labels} />}
          </Entry>
          <Entry name="Host">{device.facts.hostname}</Entry>
          <Entry name="Enrolled">
            <Ago at={device.enrolledAt} />
          </Entry>
        </dl>
      </Card>

      <Card title="Key">
        <p className="text-sm">
          The device proves who it is with a key that only it has.{" "}
          {device.clonedIdentity === true && (
            <strong className="text-warn">
              Two machines were seen to use this one: have it make a new key that is exclusive.
            </strong>
          )}
        </p>
        {device.keyRotationAskedAt !== undefined && (
          <p className="text-muted mt-2 text-sm">
            It was asked for a new one <Ago at={device.keyRotationAskedAt} />.
          </p>
        )}
        {admin && alive && (
          <div className="mt-4 flex flex-wrap gap-2">
            <Button onClick={() => setOpen("rotate")}>
              <KeyRound className="size-4" aria-hidden="true" /> New key
            </Button>
            <Button onClick={() => setOpen("replace")}>
              <Replace className="size-4" aria-hidden="true" /> Replace the machine
            </Button>
          </div>
        )}
      </Card>

      {operator && alive && (
        <Card title="Danger zone">
          <div className="space-y-4 text-sm">
            {device.lifecycle === "Active" ? (
              <Danger
                text="The API refuses a disabled device within seconds. Its containers go on as they are."
                button={
                  <Button onClick={() => setOpen("disable")}>
                    <PowerOff className="size-4" aria-hidden="true" /> Disable
                  </Button>
                }
              />
            ) : (
              <Enable device={device} />
            )}
            {admin && (
              <Danger
                text="A decommissioned device never comes back. Its key ends, its name is free again, and its history stays."
                button={
                  <Button kind="danger" onClick={() => setOpen("decommission")}>
                    <Trash2 className="size-4" aria-hidden="true" /> Decommission
                  </Button>
                }
              />
            )}
          </div>
        </Card>
      )}

      {open === "rename" && <Rename device={device} onClose={close} />}
      {open === "rotate" && <RotateKey device={device} onClose={close} />}
      {open === "replace" && <ReplaceMachine device={device} onClose={close} />}
      {edited !== null && <LabelEditor edited={edited} onClose={() => setEdited(null)} />}
      <Disable device={device} open={open === "disable"} onClose={close} />
      <Decommission device={device} open={open === "decommission"} onClose={close} onGone={onGone} />
    </div>
  );
}

function Entry({ name, action, children }: { name: string; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-start gap-3">
      <dt className="text-muted w-20 shrink-0 py-1 text-xs font-medium">{name}</dt>
      <dd className="min-w-0 flex-1 py-0.5 break-words">{children}</dd>
      {action !== undefined && action !== false && <dd className="-my-1 shrink-0">{action}</dd>}
    </div>
  );
}

function Edit({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button kind="quiet" aria-label={label} title={label} onClick={onClick}>
      <Pencil className="size-4" />
    </Button>
  );
}

function Danger({ text, button }: { text: string; button: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="text-muted min-w-0 flex-1 basis-56">{text}</p>
      {button}
    </div>
  );
}

function Rename({ device, onClose }: { device: Device; onClose: () => void }) {
  const [name, setName] = useState(device.name);
  const before = device.name;
  const undo = useChange(device.id, (changed) => `It is called ${changed.name} again`, "Not undone");
  const rename = useChange(device.id, (changed) => ({
    tone: "good",
    text: `${before} is called ${changed.name} now`,
    action: { label: "Undo", run: () => undo.mutate({ body: { name: before } }) },
  }));
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rename ${device.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form="rename"
            busy={rename.isPending}
            disabled={name === before || name === ""}
          >
            Rename
          </Button>
        </>
      }
    >
      <form
        id="rename"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ body: { name } }, { onSuccess: onClose });
        }}
        className="space-y-4"
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          maxLength={63}
          hint="Lower-case letters, digits and hyphens; no other device of the tenant has it."
          error={fieldErrors(rename.error).name}
        />
        {rename.isError && fieldErrors(rename.error).name === undefined && (
          <ProblemNotice error={rename.error} />
        )}
      </form>
    </Dialog>
  );
}

function Disable({ device, open, onClose }: { device: Device; open: boolean; onClose: () => void }) {
  const undo = useChange(device.id, (changed) => `${changed.name} is enabled again`, "Not enabled");
  const disable = useChange(device.id, (changed) => ({
    tone: "good",
    text: `${changed.name} is disabled`,
    action: { label: "Undo", run: () => undo.mutate({ body: { lifecycle: "Active" } }) },
  }));
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`Disable ${device.name}`}
      action="Disable"
      danger
      onConfirm={() => disable.mutateAsync({ body: { lifecycle: "Disabled" } })}
    >
      The API refuses it within seconds, and what it sends is no longer taken. It can be enabled again.
    </ConfirmDialog>
  );
}

function Enable({ device }: { device: Device }) {
  const enable = useAct(() => changeDevice(device.id, { lifecycle: "Active" }), {
    done: `${device.name} is enabled`,
    failed: "Not enabled",
    changes: [["devices"], ["fleet"]],
  });
  return (
    <Danger
      text="This device is disabled: the API refuses it."
      button={
        <Button busy={enable.isPending} onClick={() => enable.mutate()}>
          <Power className="size-4" aria-hidden="true" /> Enable
        </Button>
      }
    />
  );
}

function Decommission({
  device,
  open,
  onClose,
  onGone,
}: {
  device: Device;
  open: boolean;
  onClose: () => void;
  onGone: () => void;
}) {
  const decommission = useAct(
    () => settled(api.DELETE("/devices/{id}", { params: { path: { id: device.id } } })),
    { done: `${device.name} is decommissioned`, changes: [["devices", "list"], ["fleet"]] },
  );
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`Decommission ${device.name}`}
      action="Decommission"
      danger
      name={device.name}
      onConfirm={async () => {
        await decommission.mutateAsync();
        onGone();
      }}
    >
      This cannot be undone. Its key ends at once, its name is free again, and its history stays. A machine
      can only come back as a new device.
    </ConfirmDialog>
  );
}

function RotateKey({ device, onClose }: { device: Device; onClose: () => void }) {
  const [exclusive, setExclusive] = useState(device.clonedIdentity === true);
  const [hours, setHours] = useState("");
  const rotate = useAct(
    () =>
      taken(
        api.POST("/devices/{id}/rotate-key", {
          params: { path: { id: device.id } },
          body: { exclusive, ...(hours === "" ? {} : { deadlineHours: Number(hours) }) },
        }),
      ),
    { done: `${device.name} makes a new key at its next poll`, changes: [["devices"]] },
  );
  const wrong = fieldErrors(rotate.error).deadlineHours;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`A new key for ${device.name}`}
      description="The device makes it itself at its next poll; nobody else ever sees it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={rotate.isPending}
            onClick={() => rotate.mutate(undefined, { onSuccess: onClose })}
          >
            Ask for it
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <CheckboxField
          label="Exclusive"
          hint="Former keys end as soon as it has the new one, instead of a day later."
          checked={exclusive}
          onChange={setExclusive}
        />
        <TextField
          label="Deadline in hours"
          type="number"
          min={1}
          max={720}
          value={hours}
          onChange={setHours}
          hint="All its keys end then, whether it has a new one or not. Without it they stay."
          error={wrong}
        />
        {rotate.isError && wrong === undefined && <ProblemNotice error={rotate.error} />}
      </div>
    </Dialog>
  );
}

function ReplaceMachine({ device, onClose }: { device: Device; onClose: () => void }) {
  const replace = useAct(
    () =>
      taken(
        api.POST("/devices/{id}/replacement", {
          params: { path: { id: device.id } },
          body: { expiresInHours: 24 },
        }),
      ),
    { done: () => null, changes: [["enrollment-tokens"]] },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Replace the machine of ${device.name}`}
      description="One new device that enrols with the token takes this one's name, labels, memberships and assignments. This one is decommissioned then."
      footer={
        replace.data === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button kind="primary" busy={replace.isPending} onClick={() => replace.mutate()}>
              Make a token
            </Button>
          </>
        ) : (
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {replace.data !== undefined && (
        <>
          <p className="mb-2 text-sm">It is shown this once, and good for a day:</p>
          <div className="bg-raised flex items-center gap-2 rounded-lg p-2">
            <code className="min-w-0 flex-1 font-mono text-xs break-all">{replace.data.token}</code>
            <CopyButton text={replace.data.token} label="Copy the token" />
          </div>
        </>
      )}
      {replace.isError && <ProblemNotice error={replace.error} />}
    </Dialog>
  );
}
