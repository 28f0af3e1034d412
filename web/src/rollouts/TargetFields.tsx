import { useGroupChoice } from "../api/groups";
import { SelectField, TextAreaField } from "../ui/field";
import { SelectorField } from "../ui/selectorField";
import type { Part } from "./fields";

const REACHES = [
  { value: "group", label: "A group, with those that join it later" },
  { value: "selector", label: "Devices that a selector matches now" },
  { value: "devices", label: "Single devices" },
] as const;

export function TargetFields({ form, refused, onChange }: Part) {
  const groups = useGroupChoice();
  return (
    <div className="space-y-4">
      <SelectField
        label="Reaches"
        value={form.reach}
        options={REACHES}
        error={refused.target}
        onChange={(reach) => onChange({ reach })}
      />
      {form.reach === "group" && (
        <SelectField
          label="Group"
          value={form.groupId}
          error={refused["target.groupId"]}
          options={[
            { value: "", label: "Choose…" },
            ...(groups.data ?? []).map(({ id, name, memberCount }) => ({
              value: id,
              label: `${name} (${memberCount})`,
            })),
          ]}
          onChange={(groupId) => onChange({ groupId })}
        />
      )}
      {form.reach === "selector" && (
        <SelectorField
          label="Selector"
          value={form.selector}
          error={refused["target.selector"]}
          onChange={(selector) => onChange({ selector })}
        />
      )}
      {form.reach === "devices" && (
        <TextAreaField
          label="Devices"
          hint="Their ids, with spaces or lines between"
          mono
          rows={3}
          value={form.deviceIds}
          error={refused["target.deviceIds"]}
          spellCheck={false}
          onChange={(deviceIds) => onChange({ deviceIds })}
        />
      )}
    </div>
  );
}
