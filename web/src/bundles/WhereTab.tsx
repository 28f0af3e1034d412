import { api, taken } from "../api/client";
import type { Bundle } from "../api/bundles";
import { usePages } from "../api/pages";
import type { Device } from "../api/queries";
import { given } from "../lib/given";
import { Badge, type Tone } from "../ui/badge";
import { Card } from "../ui/card";
import { DeviceList } from "../ui/deviceList";
import { SelectField } from "../ui/field";
import { ListFilter } from "../ui/listFilter";
import { EmptyState } from "../ui/states";

const TONES: Record<string, Tone> = { Running: "good", Failed: "bad", Updating: "busy", Pending: "none" };

/** Which devices shall run the bundle, and what they say that they run. */
export function WhereTab({
  bundle,
  version,
  onVersion,
}: {
  bundle: Bundle;
  version: string | undefined;
  onVersion: (version: string | undefined) => void;
}) {
  const asked = version === undefined ? bundle.id : `${bundle.id}@${version}`;
  const devices = usePages(["devices", "of-bundle", asked], (cursor) =>
    taken(api.GET("/devices", { params: { query: given({ bundle: asked, limit: 50, cursor }) } })),
  );
  const own = (device: Device) => device.bundles?.find((one) => one.bundleId === bundle.id);
  return (
    <Card title="Devices" flush>
      <ListFilter fields={1}>
        <SelectField
          label="That shall run"
          value={version ?? ""}
          options={[
            { value: "", label: "any version" },
            ...(bundle.versions ?? []).map((one) => ({
              value: one.version,
              label: `${one.version} (${one.deviceCount ?? 0})`,
            })),
          ]}
          onChange={(next) => onVersion(next === "" ? undefined : next)}
        />
      </ListFilter>
      <DeviceList
        pages={devices}
        what="The devices"
        seenFrom="md"
        columns={[
          {
            id: "state",
            header: "Bundle",
            cell: (device) => {
              const state = own(device)?.state;
              return state === undefined ? "–" : <Badge tone={TONES[state] ?? "none"}>{state}</Badge>;
            },
          },
          {
            id: "desired",
            header: "Shall run",
            from: "sm",
            cell: (device) => <span className="font-mono text-xs">{own(device)?.desiredVersion ?? "–"}</span>,
          },
          {
            id: "reported",
            header: "Runs",
            from: "sm",
            cell: (device) => (
              <span className="font-mono text-xs">{own(device)?.reportedVersion ?? "–"}</span>
            ),
          },
        ]}
        empty={<EmptyState title="No device shall run it">Deploy a version to bring it to some.</EmptyState>}
      />
    </Card>
  );
}
