import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import { filled, given } from "../lib/given";
import { SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { Reach } from "./Reach";
import type { DeployTrust } from "./Trusts";

/** A trust to change, with the ETag that it was read with; a new one without it. */
export function TrustDialog({
  trust,
  etag,
  onClose,
}: {
  trust?: DeployTrust;
  etag?: string | undefined;
  onClose: () => void;
}) {
  const [name, setName] = useState(trust?.name ?? "");
  const [repository, setRepository] = useState(trust?.repository ?? "");
  const [repositoryId, setRepositoryId] = useState(trust?.repositoryId ?? "");
  const [ref, setRef] = useState(trust?.ref ?? (trust === undefined ? "refs/heads/main" : ""));
  const [environment, setEnvironment] = useState(trust?.environment ?? "");
  const [role, setRole] = useState(trust?.role ?? "Operator");
  const [bundles, setBundles] = useState(trust?.bundles ?? []);
  const [groups, setGroups] = useState(trust?.groups ?? []);
  const save = useAct(
    () => {
      const known = { name: name.trim(), repository: repository.trim(), role, bundles, groups };
      if (trust === undefined)
        return taken(
          api.POST("/deploy-trusts", {
            body: given({
              ...known,
              repositoryId: filled(repositoryId),
              ref: filled(ref),
              environment: filled(environment),
            }),
          }),
        );
      const header = etag === undefined ? {} : { "If-Match": etag };
      return taken(
        api.PATCH("/deploy-trusts/{id}", {
          params: { path: { id: trust.id }, header },
          body: {
            ...known,
            repositoryId: repositoryId.trim(),
            ref: ref.trim(),
            environment: environment.trim(),
          },
        }),
      );
    },
    {
      done: (made) => `${made.name} is ${trust === undefined ? "trusted" : "changed"}`,
      changes: [["settings", "trusts"]],
    },
  );
  const refused = fieldErrors(save.error);
  const ready = name.trim() !== "" && repository.trim() !== "" && bundles.length > 0;
  return (
    <FormDialog
      onClose={onClose}
      title={trust === undefined ? "New deploy trust" : `Change ${trust.name}`}
      shape="wide"
      action={trust === undefined ? "Trust it" : "Save"}
      sending={save}
      ready={ready}
      onSubmit={() => save.mutate(undefined, { onSuccess: onClose })}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Name" value={name} onChange={setName} error={refused.name} />
        <SelectField
          label="Pipelines are"
          value={role}
          options={[
            { value: "Operator", label: "operators" },
            { value: "Viewer", label: "viewers" },
          ]}
          error={refused.role}
          onChange={setRole}
        />
        <TextField
          label="Repository"
          placeholder="owner/name"
          mono
          value={repository}
          onChange={setRepository}
          error={refused.repository}
        />
        <TextField
          label="Its number"
          hint="Then one that takes the name later is not trusted"
          inputMode="numeric"
          value={repositoryId}
          onChange={setRepositoryId}
          error={refused.repositoryId}
        />
        <TextField
          label="Branch or tag"
          hint="refs/heads/main, refs/tags/v*"
          mono
          value={ref}
          onChange={setRef}
          error={refused.ref}
        />
        <TextField
          label="Environment"
          hint="Instead of a branch or beside it"
          value={environment}
          onChange={setEnvironment}
          error={refused.environment}
        />
      </div>
      <Reach
        bundles={bundles}
        groups={groups}
        onBundles={setBundles}
        onGroups={setGroups}
        none={{ bundles: "Choose one at least", groups: "No group: it publishes, and deploys nowhere" }}
        error={refused.bundles ?? refused.groups}
      />
    </FormDialog>
  );
}
