import { CheckboxField, SelectField, TextField } from "../ui/field";
import type { Part } from "./fields";
import type { formErrors } from "./form";

/** Bounds, times and windows. */
export function Bounds({
  form,
  missing,
  refused,
  onChange,
}: Part & { missing: ReturnType<typeof formErrors> }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Updating at once, at most"
        hint="So many devices, or 10 %; empty for no bound"
        value={form.maxUnavailable}
        error={missing.maxUnavailable ?? refused.maxUnavailable}
        onChange={(maxUnavailable) => onChange({ maxUnavailable })}
      />
      <TextField
        label="A device may take, in minutes"
        hint="From when it has seen the version"
        inputMode="decimal"
        value={form.deadlineMinutes}
        error={refused.deviceDeadlineSeconds}
        onChange={(deadlineMinutes) => onChange({ deadlineMinutes })}
      />
      <TextField
        label="Too many errors are"
        hint="So many failed devices, or 5 % of those tried; empty for no bound"
        value={form.errorThreshold}
        error={missing.errorThreshold ?? refused.errorThreshold}
        onChange={(errorThreshold) => onChange({ errorThreshold })}
      />
      <SelectField
        label="Then it"
        value={form.onErrors}
        options={[
          { value: "Pause", label: "pauses" },
          { value: "RollBack", label: "rolls back" },
        ]}
        onChange={(onErrors) => onChange({ onErrors })}
      />
      <TextField
        label="Starts"
        hint="By your own clock; empty for now"
        type="datetime-local"
        value={form.startAt}
        error={refused.startAt}
        onChange={(startAt) => onChange({ startAt })}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Only from"
          hint="By each device's clock"
          type="time"
          value={form.windowFrom}
          error={missing.windowFrom ?? refused["windows.open[0].from"]}
          onChange={(windowFrom) => onChange({ windowFrom })}
        />
        <TextField
          label="until"
          type="time"
          value={form.windowTo}
          error={missing.windowTo ?? refused["windows.open[0].to"]}
          onChange={(windowTo) => onChange({ windowTo })}
        />
      </div>
      <CheckboxField
        label="Make a draft"
        hint="It waits until somebody starts it"
        checked={form.draft}
        onChange={(draft) => onChange({ draft })}
      />
    </div>
  );
}
