import { useBundle, useBundleChoice } from "../api/bundles";
import { SelectField } from "../ui/field";
import type { Part } from "./fields";

export function VersionFields({ form, refused, onChange }: Part) {
  const bundles = useBundleChoice();
  const bundle = useBundle(form.bundleId);
  const ids = bundles.data?.map(({ id }) => id) ?? (form.bundleId === "" ? [] : [form.bundleId]);
  const versions =
    bundle.data?.versions?.map(({ version }) => version) ?? (form.version === "" ? [] : [form.version]);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Bundle"
        value={form.bundleId}
        error={refused.bundleId}
        options={[{ value: "", label: "Choose…" }, ...ids.map((id) => ({ value: id, label: id }))]}
        onChange={(bundleId) =>
          onChange({
            bundleId,
            version: bundles.data?.find(({ id }) => id === bundleId)?.latestVersion ?? "",
          })
        }
      />
      <SelectField
        label="Version"
        value={form.version}
        error={refused.version}
        options={[
          { value: "", label: "Choose…" },
          ...versions.map((version, index) => ({
            value: version,
            label: index === 0 ? `${version} (latest)` : version,
          })),
        ]}
        onChange={(version) => onChange({ version })}
      />
    </div>
  );
}
