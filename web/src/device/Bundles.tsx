import { Plus, Undo2 } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { useBundle, useBundleChoice } from "../api/bundles";
import { api, settled, taken } from "../api/client";
import { useEffectiveBundles, type Device, type EffectiveBundle } from "../api/queries";
import { useMay } from "../api/roles";
import { counted } from "../lib/format";
import { Badge, type Tone } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Dialog } from "../ui/dialog";
import { SelectField } from "../ui/field";
import { ProblemNotice } from "../ui/problem";
import { EmptyState } from "../ui/states";

type Bundle = NonNullable<Device["bundles"]>[number];

/** What it shall run beside what it says it runs, and whose word that is. */
export function Bundles({ device }: { device: Device }) {
  const bundles = device.bundles ?? [];
  const effective = useEffectiveBundles(device.id).data?.items ?? [];
  const mayChange = useMay("Operator");
  const [assigning, setAssigning] = useState(false);
  return (
    <Card
      title="Bundles"
      flush
      action={
        mayChange && device.lifecycle !== "Decommissioned" ? (
          <Button className="py-1 text-xs" onClick={() => setAssigning(true)}>
            <Plus className="size-3.5" aria-hidden="true" /> Assign
          </Button>
        ) : undefined
      }
    >
      {bundles.length === 0 ? (
        <EmptyState title="No bundle">Nothing is assigned to this device or its groups.</EmptyState>
      ) : (
        <ul className="divide-y">
          {bundles.map((bundle) => (
            <Row
              key={bundle.bundleId}
              device={device}
              bundle={bundle}
              why={effective.find((one) => one.bundleId === bundle.bundleId)}
              mayChange={mayChange}
            />
          ))}
        </ul>
      )}
      {assigning && <Assign device={device} onClose={() => setAssigning(false)} />}
    </Card>
  );
}

function Row({
  device,
  bundle,
  why,
  mayChange,
}: {
  device: Device;
  bundle: Bundle;
  why: EffectiveBundle | undefined;
  mayChange: boolean;
}) {
  const takeBack = useAct(
    () =>
      settled(
        api.DELETE("/devices/{id}/bundles/{bundleId}", {
          params: { path: { id: device.id, bundleId: bundle.bundleId } },
        }),
      ),
    {
      done: `${device.name} goes by its groups again for ${bundle.bundleId}`,
      failed: "Not taken back",
      changes: [["devices"]],
    },
  );
  return (
    <li className="px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <a href={`/bundles/${bundle.bundleId}`} className="font-medium hover:underline">
          {bundle.bundleId}
        </a>
        <Versions bundle={bundle} />
        <span className="ml-auto flex items-center gap-1">
          {mayChange && why?.because.kind === "Device" && (
            <Button
              kind="quiet"
              aria-label={`Take the own assignment of ${bundle.bundleId} back`}
              title="Take the device's own assignment back"
              busy={takeBack.isPending}
              onClick={() => takeBack.mutate()}
            >
              <Undo2 className="size-4" />
            </Button>
          )}
          <Badge tone={tone(bundle)}>{bundle.state ?? "Not reported yet"}</Badge>
        </span>
      </div>
      {why !== undefined && <p className="text-muted mt-1 text-xs">{because(why)}</p>}
      {bundle.error !== undefined && (
        <p className="text-bad mt-1 text-xs break-words">
          {bundle.error.container === undefined ? "" : `${bundle.error.container}: `}
          {bundle.error.message} <span className="font-mono">({bundle.error.code})</span>
        </p>
      )}
    </li>
  );
}

function because(why: EffectiveBundle): string {
  const words = {
    Device: "Assigned to this device",
    Group: `Assigned to the group ${why.groupName ?? ""}`,
    Rollout: "Asked for by a rollout",
  };
  const beaten = why.beaten?.length ?? 0;
  const others = beaten === 0 ? "" : `, which beats ${counted(beaten, "other assignment")}`;
  return `${words[why.because.kind]}${others}`;
}

function Versions({ bundle }: { bundle: Bundle }) {
  if (bundle.desiredVersion === bundle.reportedVersion || bundle.reportedVersion === undefined) {
    return <span className="text-muted font-mono text-xs">{bundle.desiredVersion}</span>;
  }
  return (
    <span className="font-mono text-xs">
      <span className="text-muted">{bundle.reportedVersion}</span> → {bundle.desiredVersion ?? "none"}
    </span>
  );
}

const TONES: Record<NonNullable<Bundle["state"]>, Tone> = {
  Running: "good",
  Failed: "bad",
  Updating: "busy",
  Pending: "busy",
};

function tone(bundle: Bundle): Tone {
  return bundle.state === undefined ? "none" : TONES[bundle.state];
}

function Assign({ device, onClose }: { device: Device; onClose: () => void }) {
  const bundles = useBundleChoice().data ?? [];
  const [bundleId, setBundleId] = useState("");
  const chosenId = bundleId === "" ? (bundles[0]?.id ?? "") : bundleId;
  const versions = useBundle(chosenId).data?.versions ?? [];
  const [version, setVersion] = useState("");
  const chosenVersion = versions.some((one) => one.version === version) ? version : versions[0]?.version;
  const assign = useAct(
    (body: { bundleId: string; version: string }) =>
      taken(api.POST("/devices/{id}/bundles", { params: { path: { id: device.id } }, body })),
    {
      done: (made) => `${device.name} shall run ${made.bundleId} ${made.version}`,
      changes: [["devices"], ["bundles"]],
    },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Assign a bundle to ${device.name}`}
      description="What is assigned to a device itself beats what its groups say."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={assign.isPending}
            disabled={chosenVersion === undefined}
            onClick={() => {
              if (chosenVersion === undefined) return;
              assign.mutate({ bundleId: chosenId, version: chosenVersion }, { onSuccess: onClose });
            }}
          >
            Assign
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <SelectField
          label="Bundle"
          value={chosenId}
          onChange={setBundleId}
          options={bundles.map((one) => ({ value: one.id, label: one.id }))}
        />
        <SelectField
          label="Version"
          value={chosenVersion ?? ""}
          onChange={setVersion}
          options={versions.map((one) => ({ value: one.version, label: one.version }))}
        />
        {assign.isError && <ProblemNotice error={assign.error} />}
      </div>
    </Dialog>
  );
}
