import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { fieldErrors } from "../api/problem";
import { useMay } from "../api/roles";
import { given } from "../lib/given";
import { ConfirmDialog } from "../ui/confirm";
import { TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { actionColumn, ListCard } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";

type Login = components["schemas"]["RegistryCredential"];

/** Logins at private registries of images; their passwords cannot be read back. */
export function Registries() {
  const admin = useMay("Admin");
  const [putting, setPutting] = useState<Login | "new">();
  const [deleting, setDeleting] = useState<Login>();
  const logins = usePages(
    ["settings", "registries"],
    (cursor) => taken(api.GET("/registry-credentials", { params: { query: given({ limit: 50, cursor }) } })),
    false,
  );
  const remove = useAct(
    (host: string) => settled(api.DELETE("/registry-credentials/{host}", { params: { path: { host } } })),
    { done: (_, host) => `The login at ${host} is forgotten`, changes: [["settings", "registries"]] },
  );
  return (
    <ListCard
      title="Registries"
      make={admin ? { label: "New login", onClick: () => setPutting("new") } : undefined}
      pages={logins}
      what="The logins"
      rowKey={(login) => login.host}
      rowName={(login) => login.host}
      columns={[
        {
          id: "host",
          header: "Registry",
          cell: (login) => (
            <>
              <span className="font-mono text-xs font-medium break-all">{login.host}</span>
              <span className="text-muted block text-xs break-all">as {login.username}</span>
            </>
          ),
        },
        { id: "devices", header: "Devices", align: "right", from: "sm", cell: (login) => login.deviceCount },
        {
          id: "updated",
          header: "Set",
          from: "md",
          cell: (login) => (
            <span className="text-xs">
              <Ago at={login.updatedAt} /> by {login.updatedBy}
            </span>
          ),
        },
        ...(admin
          ? [
              actionColumn("Change", (login: Login) => login.host, [
                { label: "New password", onClick: setPutting },
                { label: "Forget", onClick: setDeleting },
              ]),
            ]
          : []),
      ]}
      empty={
        <EmptyState title="No login yet">
          With one, devices pull images that a registry gives to nobody else; it comes to them sealed.
        </EmptyState>
      }
    >
      {putting !== undefined && (
        <PutLogin {...(putting === "new" ? {} : { known: putting })} onClose={() => setPutting(undefined)} />
      )}
      <ConfirmDialog
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Forget the login at ${deleting?.host ?? ""}?`}
        action="Forget"
        danger
        name={deleting?.host ?? ""}
        onConfirm={() => remove.mutateAsync(deleting?.host ?? "")}
      >
        Devices pull from there without it from now on. What runs goes on running.
      </ConfirmDialog>
    </ListCard>
  );
}

function PutLogin({ known, onClose }: { known?: Login; onClose: () => void }) {
  const [host, setHost] = useState(known?.host ?? "");
  const [username, setUsername] = useState(known?.username ?? "");
  const [password, setPassword] = useState("");
  const put = useAct(
    () =>
      taken(
        api.PUT("/registry-credentials/{host}", {
          params: { path: { host: host.trim() } },
          body: { username: username.trim(), password },
        }),
      ),
    { done: (login) => `Devices log in at ${login.host}`, changes: [["settings", "registries"]] },
  );
  const refused = fieldErrors(put.error);
  return (
    <FormDialog
      onClose={onClose}
      title={known === undefined ? "New login" : `New password at ${known.host}`}
      description="The password cannot be read back. Devices that were refused try again."
      action="Keep it"
      sending={put}
      ready={host.trim() !== "" && username.trim() !== "" && password !== ""}
      onSubmit={() => put.mutate(undefined, { onSuccess: onClose })}
    >
      <TextField
        label="Registry"
        hint="As images name it: ghcr.io, registry.example.com:5000, docker.io"
        mono
        value={host}
        disabled={known !== undefined}
        onChange={setHost}
        error={refused.host}
        spellCheck={false}
      />
      <TextField
        label="User name"
        value={username}
        onChange={setUsername}
        error={refused.username}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        label="Password"
        hint="Or a token"
        type="password"
        value={password}
        onChange={setPassword}
        error={refused.password}
        autoComplete="new-password"
      />
    </FormDialog>
  );
}
