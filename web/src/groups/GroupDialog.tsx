import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import type { Group } from "../api/groups";
import { fieldErrors } from "../api/problem";
import { filled, given, typedNumber } from "../lib/given";
import { CheckboxField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { SelectorField } from "../ui/selectorField";

export interface GroupDialogProps {
  open: boolean;
  onClose: () => void;
  onDone: (group: Group) => void;
  /** The group to change, with the ETag that it was read with; a new one without it. */
  group?: { value: Group; etag: string | undefined } | undefined;
}

export function GroupDialog(props: GroupDialogProps) {
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ onClose, onDone, group }: GroupDialogProps) {
  const old = group?.value;
  const [name, setName] = useState(old?.name ?? "");
  const [description, setDescription] = useState(old?.description ?? "");
  const [selected, setSelected] = useState(old?.selector !== undefined);
  const [selector, setSelector] = useState(old?.selector ?? "");
  const [priority, setPriority] = useState(String(old?.priority ?? 0));
  const [timeZone, setTimeZone] = useState(old?.timeZone ?? "");
  const save = useAct(
    () => {
      const body = given({
        name: name.trim(),
        description,
        selector: selected ? selector.trim() : undefined,
        priority: typedNumber(priority) ?? 0,
        // Of one that has a time zone, an emptied one takes it away.
        timeZone: old === undefined ? filled(timeZone) : timeZone.trim(),
      });
      if (old === undefined) return taken(api.POST("/groups", { body }));
      const header = group?.etag === undefined ? {} : { "If-Match": group.etag };
      return taken(api.PATCH("/groups/{id}", { params: { path: { id: old.id }, header }, body }));
    },
    { done: (made) => `${made.name} is ${old === undefined ? "made" : "changed"}`, changes: [["groups"]] },
  );
  const refused = fieldErrors(save.error);
  return (
    <FormDialog
      onClose={onClose}
      title={old === undefined ? "New group" : `Change ${old.name}`}
      action={old === undefined ? "Make the group" : "Save"}
      sending={save}
      ready={name.trim() !== ""}
      onSubmit={() => save.mutate(undefined, { onSuccess: onDone })}
    >
      <TextField label="Name" value={name} onChange={setName} error={refused.name} autoComplete="off" />
      <TextField
        label="Description"
        value={description}
        onChange={setDescription}
        error={refused.description}
      />
      <CheckboxField
        label="Members by selector"
        hint="Devices come and go with their labels; otherwise you add them by name"
        checked={selected}
        // A group is of one kind for good.
        disabled={old !== undefined}
        onChange={setSelected}
      />
      {selected && (
        <SelectorField label="Selector" value={selector} onChange={setSelector} error={refused.selector} />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Priority"
          hint="Between groups that ask for the same bundle the higher one wins"
          inputMode="numeric"
          value={priority}
          onChange={setPriority}
          error={refused.priority}
        />
        <TextField
          label="Time zone"
          hint="Maintenance windows go by it"
          placeholder="Europe/Berlin"
          value={timeZone}
          onChange={setTimeZone}
          error={refused.timeZone}
        />
      </div>
    </FormDialog>
  );
}
