import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { ownExports } from "../api/exports";
import type { components } from "../api/generated/schema";
import { fieldErrors } from "../api/problem";
import { useRights } from "../api/roles";
import { counted } from "../lib/format";
import { given, typedNumber } from "../lib/given";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Exports } from "../ui/exports";
import { CheckboxField, TextField } from "../ui/field";
import { Loaded } from "../ui/loaded";
import { ProblemNotice } from "../ui/problem";

type OwnTenant = components["schemas"]["OwnTenant"];

export function Tenant() {
  const tenant = useQuery({ queryKey: ["settings", "tenant"], queryFn: () => taken(api.GET("/tenant")) });
  const may = useRights();
  return (
    <div className="space-y-6">
      <Card title="Tenant">
        <Loaded query={tenant} what="The tenant">
          {(data) => <TenantForm key={JSON.stringify(data)} tenant={data} />}
        </Loaded>
      </Card>
      {may("Admin") && <Exports of={ownExports} />}
    </div>
  );
}

function TenantForm({ tenant }: { tenant: OwnTenant }) {
  const may = useRights();
  const admin = may("Admin");
  const [requests, setRequests] = useState(tenant.requireSignedRequests);
  const [bundles, setBundles] = useState(tenant.requireSignedBundles);
  const [failures, setFailures] = useState(tenant.quarantineAfter?.toString() ?? "");
  const [days, setDays] = useState(String(tenant.rawRetentionDays));
  const save = useAct(
    () =>
      taken(
        api.PATCH("/tenant", {
          body: given({
            requireSignedRequests: requests,
            requireSignedBundles: bundles,
            rawRetentionDays: typedNumber(days) ?? tenant.rawRetentionDays,
            // Emptied, it is the usual rule again.
            quarantineAfter: typedNumber(failures) ?? 0,
          }),
        }),
      ),
    { done: "The settings are saved", changes: [["settings", "tenant"]] },
  );
  const refused = fieldErrors(save.error);
  const same =
    requests === tenant.requireSignedRequests &&
    bundles === tenant.requireSignedBundles &&
    days === String(tenant.rawRetentionDays) &&
    failures === (tenant.quarantineAfter?.toString() ?? "");
  const locked = tenant.devicesWithoutSigningKey;
  return (
    <form
      className="max-w-xl space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate(undefined);
      }}
    >
      <p className="text-sm">
        <span className="font-medium">{tenant.displayName}</span>{" "}
        <span className="text-muted font-mono text-xs">{tenant.name}</span>
      </p>
      <TextField
        label="Samples stay for, in days"
        hint="In the database; the archive keeps them after that"
        inputMode="numeric"
        disabled={!admin}
        value={days}
        onChange={setDays}
        error={refused.rawRetentionDays}
      />
      <TextField
        label="A version is quarantined after failing on"
        hint="So many devices; unless set, on 10 and on 5 % of those that tried"
        inputMode="numeric"
        disabled={!admin}
        value={failures}
        onChange={setFailures}
        error={refused.quarantineAfter}
      />
      <CheckboxField
        label="Devices must sign their requests"
        hint={
          locked === 0
            ? "Every device has a key to sign with"
            : `${counted(locked, "active device has", "active devices have")} no key to sign with, and would be locked out`
        }
        disabled={!admin}
        checked={requests}
        onChange={setRequests}
      />
      <CheckboxField
        label="Devices refuse bundles without a signature"
        hint="A device that has learnt so stays with it"
        disabled={!admin}
        checked={bundles}
        onChange={setBundles}
      />
      {save.isError && <ProblemNotice error={save.error} />}
      {admin && (
        <Button kind="primary" type="submit" busy={save.isPending} disabled={same}>
          Save
        </Button>
      )}
    </form>
  );
}
