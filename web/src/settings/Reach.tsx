import { useBundleChoice } from "../api/bundles";
import { useGroupChoice } from "../api/groups";
import { CheckboxField } from "../ui/field";

/** Which bundles and groups a credential reaches; none chosen is as the caption says. */
export function Reach({
  bundles,
  groups,
  onBundles,
  onGroups,
  none,
  error,
}: {
  bundles: string[];
  groups: string[];
  onBundles: (bundles: string[]) => void;
  onGroups: (groups: string[]) => void;
  none: { bundles: string; groups: string };
  error: string | undefined;
}) {
  const knownBundles = useBundleChoice();
  const knownGroups = useGroupChoice();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Choices
        legend="Bundles"
        none={none.bundles}
        options={(knownBundles.data ?? []).map(({ id }) => ({ value: id, label: id }))}
        chosen={bundles}
        onChange={onBundles}
      />
      <Choices
        legend="Groups"
        none={none.groups}
        options={(knownGroups.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={groups}
        onChange={onGroups}
      />
      {error !== undefined && (
        <p className="text-bad text-xs sm:col-span-2" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function Choices({
  legend,
  none,
  options,
  chosen,
  onChange,
}: {
  legend: string;
  none: string;
  options: { value: string; label: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <div className="max-h-40 space-y-1.5 overflow-y-auto" tabIndex={0} role="group" aria-label={legend}>
        {options.map(({ value, label }) => (
          <CheckboxField
            key={value}
            label={label}
            checked={chosen.includes(value)}
            onChange={(checked) =>
              onChange(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
        ))}
      </div>
      {chosen.length === 0 && <p className="text-muted mt-1 text-xs">{none}</p>}
    </fieldset>
  );
}
