import { useState } from "react";
import { useAct } from "../api/act";
import type { BundleVersion } from "../api/bundles";
import { api, settled } from "../api/client";
import { useMay } from "../api/roles";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm";
import { When } from "../ui/time";

/** Why no further device gets a version, and the way to give it free again. */
export function Quarantine({
  bundleId,
  version,
  quarantine,
}: {
  bundleId: string;
  version: string;
  quarantine: NonNullable<BundleVersion["quarantine"]>;
}) {
  const operator = useMay("Operator");
  const [asked, setAsked] = useState(false);
  const lift = useAct(
    () =>
      settled(
        api.DELETE("/bundles/{id}/versions/{version}/quarantine", {
          params: { path: { id: bundleId, version } },
        }),
      ),
    { done: `${bundleId} ${version} is free again`, changes: [["bundles"], ["rollouts"]] },
  );
  return (
    <div className="bg-bad-soft text-bad space-y-2 rounded-lg px-3 py-2" role="status">
      <p>
        In quarantine since <When at={quarantine.since} />: {quarantine.reason}
      </p>
      {operator && <Button onClick={() => setAsked(true)}>Lift the quarantine</Button>}
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={`Lift the quarantine of ${bundleId} ${version}?`}
        action="Lift"
        danger
        onConfirm={() => lift.mutateAsync(undefined)}
      >
        Devices that wait for the version get it then, although it has failed on others.
      </ConfirmDialog>
    </div>
  );
}
