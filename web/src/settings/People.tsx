import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { fieldErrors } from "../api/problem";
import { filled, given } from "../lib/given";
import { Badge } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm";
import { controlClass, SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { ListCard, actionColumn } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";

type Member = components["schemas"]["Member"];
type Role = components["schemas"]["Role"];

const ROLES = ["Viewer", "Operator", "Admin"] as const satisfies Role[];

export function People() {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Member>();
  const people = usePages(
    ["settings", "people"],
    (cursor) => taken(api.GET("/people", { params: { query: given({ limit: 50, cursor }) } })),
    false,
  );
  const remove = useAct((id: string) => settled(api.DELETE("/people/{id}", { params: { path: { id } } })), {
    done: "The role is taken away",
    changes: [["settings", "people"], ["me"]],
  });
  return (
    <ListCard
      title="People"
      make={{ label: "Add somebody", onClick: () => setAdding(true) }}
      pages={people}
      what="The people"
      rowKey={(person) => person.id}
      rowName={nameOf}
      columns={[
        {
          id: "who",
          header: "Who",
          cell: (person) => (
            <>
              <span className="font-medium break-all">{nameOf(person)}</span>{" "}
              {person.subject === undefined && <Badge tone="warn">invited</Badge>}
              <span className="text-muted hidden text-xs break-all sm:block">{person.issuer}</span>
            </>
          ),
        },
        { id: "role", header: "Role", cell: (person) => <RoleOf person={person} /> },
        {
          id: "added",
          header: "Added",
          from: "md",
          cell: (person) => (
            <span className="text-muted text-xs">
              <Ago at={person.addedAt} /> by {person.addedBy}
            </span>
          ),
        },
        actionColumn("Remove", nameOf, [{ label: "Remove", onClick: setRemoving }]),
      ]}
      empty={
        <EmptyState title="Nobody has a role by name">
          People whose sign-in brings a role along need none here.
        </EmptyState>
      }
    >
      {adding && <AddPerson onClose={() => setAdding(false)} />}
      <ConfirmDialog
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Remove ${removing === undefined ? "" : nameOf(removing)}?`}
        action="Remove"
        danger
        onConfirm={() => remove.mutateAsync(removing?.id ?? "")}
      >
        The role by name ends at once, and with it the access tokens that live on it.
      </ConfirmDialog>
    </ListCard>
  );
}

function nameOf(person: Member): string {
  return person.email ?? person.subject ?? person.id;
}

function RoleOf({ person }: { person: Member }) {
  const change = useAct(
    (role: Role) => taken(api.PATCH("/people/{id}", { params: { path: { id: person.id } }, body: { role } })),
    {
      done: (now) => `${nameOf(now)} is ${now.role}`,
      failed: "The role stays",
      changes: [["settings", "people"], ["me"]],
    },
  );
  return (
    <select
      aria-label={`Role of ${nameOf(person)}`}
      className={`${controlClass} h-[34px] w-auto min-w-26`}
      value={change.isPending ? change.variables : person.role}
      disabled={change.isPending}
      onChange={(event) => {
        const role = ROLES.find((known) => known === event.target.value);
        if (role !== undefined) change.mutate(role);
      }}
    >
      {ROLES.map((role) => (
        <option key={role}>{role}</option>
      ))}
    </select>
  );
}

function AddPerson({ onClose }: { onClose: () => void }) {
  const [by, setBy] = useState<"email" | "subject">("email");
  const [who, setWho] = useState("");
  const [issuer, setIssuer] = useState("");
  const [role, setRole] = useState<Role>("Viewer");
  const add = useAct(
    () => taken(api.POST("/people", { body: given({ [by]: who.trim(), role, issuer: filled(issuer) }) })),
    { done: (person) => `${nameOf(person)} is ${person.role}`, changes: [["settings", "people"]] },
  );
  const refused = fieldErrors(add.error);
  return (
    <FormDialog
      onClose={onClose}
      title="Add somebody"
      action="Add"
      sending={add}
      ready={who.trim() !== ""}
      onSubmit={() => add.mutate(undefined, { onSuccess: onClose })}
    >
      <SelectField
        label="By"
        value={by}
        options={[
          { value: "email", label: "an invitation to a mail address" },
          { value: "subject", label: "the issuer's subject" },
        ]}
        onChange={setBy}
      />
      <TextField
        label={by === "email" ? "Mail address" : "Subject"}
        type={by === "email" ? "email" : "text"}
        hint={
          by === "email"
            ? "Taken up at their first sign-in with it, where the issuer has verified it"
            : undefined
        }
        value={who}
        onChange={setWho}
        error={refused[by]}
      />
      <SelectField
        label="Role"
        value={role}
        options={ROLES.map((value) => ({ value, label: value }))}
        error={refused.role}
        onChange={setRole}
      />
      <TextField
        label="Issuer"
        hint="Empty for your own"
        value={issuer}
        onChange={setIssuer}
        error={refused.issuer}
      />
    </FormDialog>
  );
}
