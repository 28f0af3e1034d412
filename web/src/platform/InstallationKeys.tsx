import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm";
import { CheckboxField } from "../ui/field";

/** Keys of the whole installation, which timers change by themselves; here for one that may be known to somebody. */
export function InstallationKeys() {
  const [asked, setAsked] = useState<"signing" | "publisher">();
  const [endLeases, setEndLeases] = useState(false);
  const signing = useAct(() => taken(api.POST("/signing-keys/rotate")), {
    done: ({ rotated, keyId, generation }) =>
      rotated
        ? `Generation ${generation} signs from now on: ${keyId}`
        : `Nothing was done: generation ${generation} is too young, or versions are still being signed over`,
    changes: [],
  });
  const publisher = useAct(() => taken(api.POST("/publisher-key/rotate", { body: { endLeases } })), {
    done: ({ keyName }) => `${keyName} signs devices' tokens from now on`,
    changes: [],
  });
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <Card title="Signing key of bundles">
        <p className="mb-4 text-sm">
          Versions are signed with it, and devices follow a change by themselves. It is noted in the audit
          trail of every tenant.
        </p>
        <Button onClick={() => setAsked("signing")}>Rotate</Button>
      </Card>
      <Card title="Key of devices' tokens for Event Hubs">
        <p className="mb-4 text-sm">Leases that the key before has signed stay good until they end.</p>
        <Button onClick={() => setAsked("publisher")}>Rotate</Button>
      </Card>
      <ConfirmDialog
        open={asked === "signing"}
        onClose={() => setAsked(undefined)}
        title="Rotate the signing key?"
        action="Rotate"
        onConfirm={() => signing.mutateAsync(undefined)}
      >
        Every version is signed over with the new key, in all tenants.
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === "publisher"}
        onClose={() => setAsked(undefined)}
        title="Rotate the key of devices' tokens?"
        action="Rotate"
        danger={endLeases}
        onConfirm={() => publisher.mutateAsync(undefined)}
      >
        <CheckboxField
          label="End all leases at once"
          hint="For a key that somebody knows: every device must ask for a new lease"
          checked={endLeases}
          onChange={setEndLeases}
        />
      </ConfirmDialog>
    </div>
  );
}
