import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { fieldErrors } from "../api/problem";
import { useRights } from "../api/roles";
import { given } from "../lib/given";
import { ConfirmDialog } from "../ui/confirm";
import { TextAreaField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { ListCard, actionColumn } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";

type Secret = components["schemas"]["Secret"];

/** Values that containers get and nobody can read back. */
export function Secrets() {
  const may = useRights();
  const [putting, setPutting] = useState<string>();
  const [deleting, setDeleting] = useState<Secret>();
  const secrets = usePages(
    ["settings", "secrets"],
    (cursor) => taken(api.GET("/secrets", { params: { query: given({ limit: 50, cursor }) } })),
    false,
  );
  const remove = useAct(
    (name: string) => settled(api.DELETE("/secrets/{name}", { params: { path: { name } } })),
    {
      done: (_, name) => `${name} is deleted`,
      changes: [["settings", "secrets"]],
    },
  );
  const admin = may("Admin");
  return (
    <ListCard
      title="Secrets"
      make={admin ? { label: "New secret", onClick: () => setPutting("") } : undefined}
      pages={secrets}
      what="The secrets"
      rowKey={(secret) => secret.name}
      rowName={(secret) => secret.name}
      columns={[
        {
          id: "name",
          header: "Secret",
          cell: (secret) => <span className="font-mono text-xs font-medium break-all">{secret.name}</span>,
        },
        {
          id: "version",
          header: "Values so far",
          align: "right",
          from: "sm",
          cell: (secret) => secret.version,
        },
        { id: "devices", header: "Devices", align: "right", cell: (secret) => secret.deviceCount },
        {
          id: "updated",
          header: "Set",
          from: "md",
          cell: (secret) => (
            <span className="text-xs">
              <Ago at={secret.updatedAt} /> by {secret.updatedBy}
            </span>
          ),
        },
        ...(admin
          ? [
              actionColumn("Change", (secret: Secret) => secret.name, [
                { label: "New value", onClick: (secret) => setPutting(secret.name) },
                { label: "Delete", onClick: setDeleting },
              ]),
            ]
          : []),
      ]}
      empty={
        <EmptyState title="No secret yet">
          A manifest names secrets; their values come to the devices that need them, encrypted for each.
        </EmptyState>
      }
    >
      {putting !== undefined && <PutSecret known={putting} onClose={() => setPutting(undefined)} />}
      <ConfirmDialog
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Delete ${deleting?.name ?? ""}?`}
        action="Delete"
        danger
        name={deleting?.name ?? ""}
        onConfirm={() => remove.mutateAsync(deleting?.name ?? "")}
      >
        Its value is gone then. The API refuses while a device&apos;s desired state names it.
      </ConfirmDialog>
    </ListCard>
  );
}

function PutSecret({ known, onClose }: { known: string; onClose: () => void }) {
  const [name, setName] = useState(known);
  const [value, setValue] = useState("");
  const put = useAct(
    () => taken(api.PUT("/secrets/{name}", { params: { path: { name: name.trim() } }, body: { value } })),
    { done: (secret) => `${secret.name} has a new value`, changes: [["settings", "secrets"]] },
  );
  const refused = fieldErrors(put.error);
  const ready = name.trim() !== "" && value !== "";
  return (
    <FormDialog
      onClose={onClose}
      title={known === "" ? "New secret" : `New value of ${known}`}
      description="The value cannot be read back. Containers that use it are made anew on the devices."
      action="Keep it"
      sending={put}
      ready={ready}
      onSubmit={() => put.mutate(undefined, { onSuccess: onClose })}
    >
      <TextField
        label="Name"
        mono
        value={name}
        disabled={known !== ""}
        onChange={setName}
        error={refused.name}
        autoComplete="off"
      />
      <TextAreaField
        label="Value"
        mono
        value={value}
        onChange={setValue}
        error={refused.value}
        autoComplete="off"
        spellCheck={false}
      />
    </FormDialog>
  );
}
