import type { Device } from "../api/queries";
import { Badge, type Tone } from "../ui/badge";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/states";

type Bundle = NonNullable<Device["bundles"]>[number];

/** What it shall run beside what it says it runs. */
export function Bundles({ device }: { device: Device }) {
  const bundles = device.bundles ?? [];
  return (
    <Card title="Bundles" flush>
      {bundles.length === 0 ? (
        <EmptyState title="No bundle">Nothing is assigned to this device or its groups.</EmptyState>
      ) : (
        <ul className="divide-y">
          {bundles.map((bundle) => (
            <li key={bundle.bundleId} className="px-4 py-3 text-sm">
              <div className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{bundle.bundleId}</span>
                <Versions bundle={bundle} />
                <span className="ml-auto">
                  <Badge tone={tone(bundle)}>{bundle.state ?? "Not reported yet"}</Badge>
                </span>
              </div>
              {bundle.error !== undefined && (
                <p className="text-bad mt-1 text-xs break-words">
                  {bundle.error.container === undefined ? "" : `${bundle.error.container}: `}
                  {bundle.error.message} <span className="font-mono">({bundle.error.code})</span>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
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
