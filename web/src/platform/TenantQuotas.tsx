import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { fieldErrors } from "../api/problem";
import { given, typedNumber } from "../lib/given";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import { Loaded } from "../ui/loaded";
import { ProblemNotice } from "../ui/problem";

type Tenant = components["schemas"]["Tenant"];
type Quotas = components["schemas"]["Quotas"];

const NAMES = {
  devices: "Devices",
  bundles: "Bundles",
  bundleBytes: "Bytes of manifests",
  customMetrics: "Names of custom metrics",
} as const;
const KEYS = Object.keys(NAMES) as (keyof typeof NAMES)[];

/** What a tenant may have. */
export function TenantQuotas({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const quotas = useQuery({
    queryKey: ["tenants", tenant.id, "quotas"],
    queryFn: () => taken(api.GET("/tenants/{id}/quotas", { params: { path: { id: tenant.id } } })),
    // What is being changed is what was opened.
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Quotas of ${tenant.displayName}`}
      description="An empty one is the installation's default again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="quotas" disabled={quotas.data === undefined}>
            Save
          </Button>
        </>
      }
    >
      <Loaded query={quotas} what="The quotas">
        {(known) => <QuotaForm id={tenant.id} known={known} onDone={onClose} />}
      </Loaded>
    </Dialog>
  );
}

function QuotaForm({ id, known, onDone }: { id: string; known: Quotas; onDone: () => void }) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const valueOf = (key: keyof typeof NAMES) => typed[key] ?? String(known[key].limit);
  const save = useAct(
    () =>
      taken(
        api.PUT("/tenants/{id}/quotas", {
          params: { path: { id } },
          body: given({
            devices: typedNumber(valueOf("devices")),
            bundles: typedNumber(valueOf("bundles")),
            bundleBytes: typedNumber(valueOf("bundleBytes")),
            customMetrics: typedNumber(valueOf("customMetrics")),
          }),
        }),
      ),
    { done: "The quotas are set", changes: [["tenants"]] },
  );
  const refused = fieldErrors(save.error);
  return (
    <form
      id="quotas"
      className="grid gap-4 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate(undefined, { onSuccess: onDone });
      }}
    >
      {KEYS.map((key) => (
        <TextField
          key={key}
          label={NAMES[key]}
          hint={`${known[key].used.toLocaleString()} now`}
          inputMode="numeric"
          value={valueOf(key)}
          error={refused[key]}
          onChange={(text) => setTyped({ ...typed, [key]: text })}
        />
      ))}
      {save.isError && (
        <div className="sm:col-span-2">
          <ProblemNotice error={save.error} />
        </div>
      )}
    </form>
  );
}
