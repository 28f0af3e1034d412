import { useId, useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import { filled, given } from "../lib/given";
import { TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";

const EMPTY = { name: "", displayName: "", issuer: "", claimValue: "", subject: "", email: "" };

/** A tenant with its first admin; `issuers` are those that other tenants' people sign in at. */
export function NewTenant({ issuers, onClose }: { issuers: string[]; onClose: () => void }) {
  const [form, setForm] = useState({ ...EMPTY, issuer: issuers[0] ?? "" });
  const list = useId();
  const create = useAct(
    () =>
      taken(
        api.POST("/tenants", {
          body: given({
            name: form.name.trim(),
            displayName: filled(form.displayName),
            issuer: form.issuer.trim(),
            claimValue: form.claimValue.trim(),
            admin: given({ subject: form.subject.trim(), email: filled(form.email) }),
          }),
        }),
      ),
    { done: (made) => `${made.name} is made`, changes: [["tenants"]] },
  );
  const refused = fieldErrors(create.error);
  const ready = [form.name, form.issuer, form.claimValue, form.subject].every((text) => text.trim() !== "");
  const field = (name: keyof typeof EMPTY) => ({
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
    spellCheck: false,
  });
  return (
    <FormDialog
      onClose={onClose}
      title="New tenant"
      action="Make the tenant"
      sending={create}
      ready={ready}
      onSubmit={() => create.mutate(undefined, { onSuccess: onClose })}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Name"
          hint="Lower-case letters, digits and hyphens"
          {...field("name")}
          error={refused.name}
        />
        <TextField label="Shown as" {...field("displayName")} error={refused.displayName} />
      </div>
      <TextField
        label="Its people sign in at"
        hint="An issuer that the installation is set up for"
        type="url"
        list={list}
        {...field("issuer")}
        error={refused.issuer}
      />
      <datalist id={list}>
        {issuers.map((issuer) => (
          <option key={issuer} value={issuer} />
        ))}
      </datalist>
      <TextField
        label="Named there"
        hint="What the tenant claim of their tokens says"
        {...field("claimValue")}
        error={refused.claimValue}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="First admin's subject"
          hint="The claim sub of that person's tokens"
          {...field("subject")}
          error={refused["admin.subject"]}
        />
        <TextField label="Their e-mail" type="email" {...field("email")} error={refused["admin.email"]} />
      </div>
    </FormDialog>
  );
}
