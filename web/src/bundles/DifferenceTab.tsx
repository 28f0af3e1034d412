import { useBundleVersion, type Bundle } from "../api/bundles";
import { changed, type Addressed } from "../lib/address";
import { Badge, type Tone } from "../ui/badge";
import { Card } from "../ui/card";
import { SelectField } from "../ui/field";
import { Loaded } from "../ui/loaded";
import { EmptyState } from "../ui/states";
import type { BundleKeys } from "./BundlePage";
import { difference, type Change, type Part } from "./difference";

const TONES: Record<Part["kind"], Tone> = { added: "good", removed: "bad", changed: "warn", same: "none" };

/** What lies between two versions: the two newest ones unless the address names others. */
export function DifferenceTab({ bundle, search, onSearch }: { bundle: Bundle } & Addressed<BundleKeys>) {
  const versions = (bundle.versions ?? []).map(({ version }) => version);
  const to = search.to ?? versions[0];
  const from = search.from ?? versions[1];
  const options = versions.map((version) => ({ value: version, label: version }));
  if (versions.length < 2 || from === undefined || to === undefined)
    return (
      <Card title="Difference">
        <EmptyState title="There is one version only">With a second one, what changed shows here.</EmptyState>
      </Card>
    );
  return (
    <Card title="Difference">
      <div className="mb-4 grid max-w-md grid-cols-2 gap-3">
        <SelectField
          label="From"
          value={from}
          options={options}
          onChange={(version) => onSearch(changed(search, { from: version, to }))}
        />
        <SelectField
          label="To"
          value={to}
          options={options}
          onChange={(version) => onSearch(changed(search, { to: version, from }))}
        />
      </div>
      <Parts bundleId={bundle.id} from={from} to={to} />
    </Card>
  );
}

function Parts({ bundleId, from, to }: { bundleId: string; from: string; to: string }) {
  const before = useBundleVersion(bundleId, from);
  const after = useBundleVersion(bundleId, to);
  return (
    <Loaded query={before} what={`Version ${from}`}>
      {(old) => (
        <Loaded query={after} what={`Version ${to}`}>
          {(now) => {
            if (old.manifest === undefined || now.manifest === undefined) return null;
            const parts = difference(old.manifest, now.manifest);
            if (parts.every((part) => part.kind === "same"))
              return (
                <EmptyState title="Both ask for the same">
                  A device changes nothing between the two.
                </EmptyState>
              );
            return (
              <ul className="space-y-4">
                {parts.map((part) => (
                  <PartView key={part.title} part={part} />
                ))}
              </ul>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function PartView({ part }: { part: Part }) {
  return (
    <li className="rounded-lg border">
      <div className="flex items-center gap-2 px-3 py-2">
        <h3 className="text-sm font-medium break-all">{part.title}</h3>
        <Badge tone={TONES[part.kind]}>{part.kind}</Badge>
      </div>
      {part.changes.length > 0 && (
        <dl className="divide-y border-t font-mono text-xs">
          {part.changes.map((change) => (
            <ChangeRow key={change.path} change={change} />
          ))}
        </dl>
      )}
    </li>
  );
}

function ChangeRow({ change }: { change: Change }) {
  return (
    <div className="grid gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[12rem_1fr]">
      <dt className="text-muted break-all">{change.path}</dt>
      <dd className="min-w-0 space-y-1">
        {change.kind !== "added" && (
          <del className="bg-bad-soft text-bad block rounded px-1.5 break-all no-underline">
            <span className="sr-only">before: </span>− {change.before}
          </del>
        )}
        {change.kind !== "removed" && (
          <ins className="bg-good-soft text-good block rounded px-1.5 break-all no-underline">
            <span className="sr-only">after: </span>+ {change.after}
          </ins>
        )}
      </dd>
    </div>
  );
}
