import { lazy, Suspense, useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { useGroupChoice } from "../api/groups";
import { fieldErrors } from "../api/problem";
import { given, typedNumber } from "../lib/given";
import { readLabels } from "../lib/labels";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { CheckboxField, SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { SecretText } from "../ui/secret";
import { Skeleton } from "../ui/states";
import { enrolCommand, seedFile } from "./handover";

const QrCode = lazy(() => import("./QrCode"));

const LIVES = [
  { value: "1", label: "an hour" },
  { value: "24", label: "a day" },
  { value: "168", label: "a week" },
  { value: "720", label: "30 days" },
  { value: "8760", label: "a year" },
] as const;

/** Asks for a token, and then shows it, which is possible this once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const [description, setDescription] = useState("");
  const [labels, setLabels] = useState("");
  const [groupIds, setGroupIds] = useState<string[]>([]);
  const [uses, setUses] = useState("1");
  const [hours, setHours] = useState<(typeof LIVES)[number]["value"]>("24");
  const groups = useGroupChoice();
  const byName = (groups.data ?? []).filter((group) => group.selector === undefined);
  const create = useAct(
    () =>
      taken(
        api.POST("/enrollment-tokens", {
          body: given({
            description: description.trim(),
            labels: readLabels(labels),
            groupIds,
            maxUses: typedNumber(uses),
            expiresInHours: Number(hours),
          }),
        }),
      ),
    { done: () => null, changes: [["enrolment"]] },
  );
  const refused = fieldErrors(create.error);
  if (create.data !== undefined) return <Made token={create.data.token} onClose={onClose} />;
  return (
    <FormDialog
      onClose={onClose}
      title="New enrollment token"
      action="Make the token"
      sending={create}
      onSubmit={() => create.mutate(undefined)}
    >
      <TextField
        label="What it is for"
        value={description}
        onChange={setDescription}
        error={refused.description}
        placeholder="Tills of the Berlin shops"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Devices"
          hint="How many may use it; empty for any number"
          inputMode="numeric"
          value={uses}
          onChange={setUses}
          error={refused.maxUses}
        />
        <SelectField
          label="Good for"
          value={hours}
          options={LIVES}
          onChange={setHours}
          error={refused.expiresInHours}
        />
      </div>
      <TextField
        label="Labels"
        hint="Given to each device: site=berlin, canary"
        mono
        value={labels}
        onChange={setLabels}
        error={refused.labels}
        autoComplete="off"
      />
      {byName.length > 0 && (
        <fieldset>
          <legend className="mb-1 text-sm font-medium">Groups</legend>
          <div className="max-h-40 space-y-1.5 overflow-y-auto">
            {byName.map((group) => (
              <CheckboxField
                key={group.id}
                label={group.name}
                checked={groupIds.includes(group.id)}
                onChange={(checked) =>
                  setGroupIds(checked ? [...groupIds, group.id] : groupIds.filter((id) => id !== group.id))
                }
              />
            ))}
          </div>
        </fieldset>
      )}
    </FormDialog>
  );
}

function Made({ token, onClose }: { token: string; onClose: () => void }) {
  const handover = { server: location.origin, token };
  return (
    <Dialog
      open
      onClose={onClose}
      title="The token, shown this once"
      description="Whoever has it can bring machines into this fleet. It cannot be looked at again."
      footer={
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="space-y-5">
        <SecretText label="Enrollment token" text={token} />
        <SecretText label="On a device with the agent, run" text={enrolCommand(handover)} />
        <SecretText
          label="Or in an image, as signalbeam.yaml on the boot partition"
          text={seedFile(handover)}
        />
        <div className="flex flex-col items-center gap-2">
          <Suspense fallback={<Skeleton className="size-56" />}>
            <QrCode text={seedFile(handover)} label="QR code of signalbeam.yaml" />
          </Suspense>
          <p className="text-muted text-xs">The same file for a phone&apos;s camera</p>
        </div>
      </div>
    </Dialog>
  );
}
