import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { fieldErrors } from "../api/problem";
import { useRights } from "../api/roles";
import { given, typedNumber } from "../lib/given";
import { SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { SecretDialog } from "../ui/secret";
import { Reach } from "./Reach";

type Role = components["schemas"]["Role"];

export function NewAccessToken({ onClose }: { onClose: () => void }) {
  const may = useRights();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("Viewer");
  const [days, setDays] = useState("90");
  const [bundles, setBundles] = useState<string[]>([]);
  const [groups, setGroups] = useState<string[]>([]);
  const roles = (["Viewer", "Operator", "Admin"] as const).filter((one) => may(one));
  const create = useAct(
    () =>
      taken(
        api.POST("/access-tokens", {
          body: given({
            name: name.trim(),
            role,
            expiresInDays: typedNumber(days) ?? 90,
            bundles: bundles.length === 0 ? undefined : bundles,
            groups: groups.length === 0 ? undefined : groups,
          }),
        }),
      ),
    { done: () => null, changes: [["settings", "tokens"]] },
  );
  const refused = fieldErrors(create.error);
  if (create.data !== undefined)
    return (
      <SecretDialog
        title="The token, shown this once"
        description="Whoever has it may do what it may do. It cannot be looked at again."
        label="Access token"
        text={create.data.token}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      onClose={onClose}
      title="New access token"
      action="Make the token"
      sending={create}
      ready={name.trim() !== ""}
      onSubmit={() => create.mutate(undefined)}
    >
      <TextField label="Name" value={name} onChange={setName} error={refused.name} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Role"
          hint="It is less when yours becomes less"
          value={role}
          options={roles.map((value) => ({ value, label: value }))}
          error={refused.role}
          onChange={setRole}
        />
        <TextField
          label="Good for, in days"
          inputMode="numeric"
          value={days}
          onChange={setDays}
          error={refused.expiresInDays}
        />
      </div>
      <Reach
        bundles={bundles}
        groups={groups}
        onBundles={setBundles}
        onGroups={setGroups}
        none={{ bundles: "None chosen: all of them", groups: "None chosen: all of them" }}
        error={refused.bundles ?? refused.groups}
      />
    </FormDialog>
  );
}
