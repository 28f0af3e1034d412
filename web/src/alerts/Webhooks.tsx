import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { fieldErrors } from "../api/problem";
import { given } from "../lib/given";
import { Badge } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm";
import { SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { ListCard, actionColumn } from "../ui/listCard";
import { SecretDialog } from "../ui/secret";
import { EmptyState } from "../ui/states";
import { When } from "../ui/time";
import { SEVERITIES, SEVERITY_TONES, type Severity } from "./data";

type Webhook = components["schemas"]["AlertWebhook"];

export function Webhooks() {
  const [making, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<Webhook>();
  const webhooks = usePages(["alerts", "webhooks"], (cursor) =>
    taken(api.GET("/alert-webhooks", { params: { query: given({ limit: 50, cursor }) } })),
  );
  const remove = useAct(
    (id: string) => settled(api.DELETE("/alert-webhooks/{id}", { params: { path: { id } } })),
    { done: "The webhook is deleted", changes: [["alerts", "webhooks"]] },
  );
  return (
    <ListCard
      title="Webhooks"
      make={{ label: "New webhook", onClick: () => setMaking(true) }}
      pages={webhooks}
      what="The webhooks"
      rowKey={(webhook) => webhook.id}
      rowName={(webhook) => webhook.name}
      columns={[
        {
          id: "name",
          header: "Webhook",
          cell: (webhook) => (
            <>
              <span className="font-medium">{webhook.name}</span>
              <span className="text-muted block text-xs break-all">{webhook.url}</span>
            </>
          ),
        },
        {
          id: "from",
          header: "From",
          from: "sm",
          cell: (webhook) => (
            <Badge tone={SEVERITY_TONES[webhook.minSeverity]}>{webhook.minSeverity.toLowerCase()}</Badge>
          ),
        },
        {
          id: "health",
          header: "Last told",
          cell: (webhook) => (
            <>
              <When at={webhook.lastSuccessAt} />
              {webhook.disabledAt !== undefined ? (
                <span className="text-bad block text-xs">
                  nothing goes there: it answered that it is gone
                </span>
              ) : (
                webhook.lastError !== undefined && (
                  <span className="text-bad block text-xs break-words">{webhook.lastError}</span>
                )
              )}
            </>
          ),
        },
        actionColumn("Delete", (webhook: Webhook) => webhook.name, [
          { label: "Delete", onClick: setDeleting },
        ]),
      ]}
      empty={
        <EmptyState title="Nobody is told">
          A webhook is told of each alert that fires and ends, signed.
        </EmptyState>
      }
    >
      {making && <NewWebhook onClose={() => setMaking(false)} />}
      <ConfirmDialog
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Delete ${deleting?.name ?? ""}?`}
        action="Delete"
        danger
        name={deleting?.name ?? ""}
        onConfirm={() => remove.mutateAsync(deleting?.id ?? "")}
      >
        Nothing more is told there, and its secret is no good any more.
      </ConfirmDialog>
    </ListCard>
  );
}

function NewWebhook({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [minSeverity, setMinSeverity] = useState<Severity>("Warning");
  const create = useAct(
    () => taken(api.POST("/alert-webhooks", { body: { name: name.trim(), url: url.trim(), minSeverity } })),
    { done: () => null, changes: [["alerts", "webhooks"]] },
  );
  const refused = fieldErrors(create.error);
  if (create.data !== undefined)
    return (
      <SecretDialog
        title="The secret, shown this once"
        description="What is told is signed with it; the receiver checks that."
        label="Signing secret"
        text={create.data.secret}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      onClose={onClose}
      title="New webhook"
      action="Make the webhook"
      sending={create}
      ready={name.trim() !== "" && url.trim() !== ""}
      onSubmit={() => create.mutate(undefined)}
    >
      <TextField label="Name" value={name} onChange={setName} error={refused.name} />
      <TextField
        label="Address"
        hint="https, reachable from the internet"
        type="url"
        placeholder="https://hooks.example.com/alerts"
        value={url}
        onChange={setUrl}
        error={refused.url}
      />
      <SelectField
        label="Told of alerts from"
        value={minSeverity}
        options={SEVERITIES.map((value) => ({ value, label: `${value.toLowerCase()} on` }))}
        error={refused.minSeverity}
        onChange={setMinSeverity}
      />
    </FormDialog>
  );
}
