import { useId, useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import { typedNumber } from "../lib/given";
import { CheckboxField, SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { SelectorField } from "../ui/selectorField";
import { METRICS } from "./condition";
import { SEVERITIES, type AlertRule } from "./data";

/** The rule to change with the ETag that it was read with; nothing for a new one. */
export interface Editing {
  rule?: AlertRule;
  etag?: string | undefined;
}

export function RuleDialog({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const { rule } = editing;
  const metrics = useId();
  const [name, setName] = useState(rule?.name ?? "");
  const [description, setDescription] = useState(rule?.description ?? "");
  const [metric, setMetric] = useState(rule?.condition.metric ?? "cpuPercent");
  const [type, setType] = useState(rule?.condition.type ?? "Threshold");
  const [aggregation, setAggregation] = useState<AlertRule["condition"]["aggregation"]>(
    rule?.condition.aggregation ?? "Avg",
  );
  const [operator, setOperator] = useState(rule?.condition.operator ?? "Above");
  const [threshold, setThreshold] = useState(String(rule?.condition.threshold ?? 90));
  const [windowMinutes, setWindow] = useState(minutes(rule?.condition.windowSeconds ?? 300));
  const [historyHours, setHistory] = useState(String(rule?.condition.historyHours ?? 24));
  const [forMinutes, setFor] = useState(minutes(rule?.forSeconds ?? 0));
  const [keepMinutes, setKeep] = useState(minutes(rule?.keepFiringForSeconds ?? 0));
  const [severity, setSeverity] = useState(rule?.severity ?? "Warning");
  const [selector, setSelector] = useState(rule?.selector ?? "");
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);
  const offline = metric === "offlineSeconds";
  const save = useAct(
    () => {
      const body = {
        name: name.trim(),
        description,
        condition: {
          type,
          metric: metric.trim(),
          aggregation: offline ? ("Last" as const) : aggregation,
          windowSeconds: seconds(windowMinutes, 300),
          operator: type === "Threshold" && operator === "Outside" ? ("Above" as const) : operator,
          threshold: typedNumber(threshold) ?? 0,
          historyHours: typedNumber(historyHours) ?? 24,
        },
        selector: selector.trim(),
        forSeconds: seconds(forMinutes, 0),
        keepFiringForSeconds: seconds(keepMinutes, 0),
        severity,
        enabled,
      };
      if (rule === undefined) return taken(api.POST("/alert-rules", { body }));
      const header = editing.etag === undefined ? {} : { "If-Match": editing.etag };
      return taken(api.PATCH("/alert-rules/{id}", { params: { path: { id: rule.id }, header }, body }));
    },
    { done: (made) => `${made.name} is ${rule === undefined ? "made" : "changed"}`, changes: [["alerts"]] },
  );
  const refused = fieldErrors(save.error);
  return (
    <FormDialog
      onClose={onClose}
      title={rule === undefined ? "New rule" : `Change ${rule.name}`}
      shape="wide"
      action={rule === undefined ? "Make the rule" : "Save"}
      sending={save}
      ready={name.trim() !== ""}
      layout="grid gap-4 sm:grid-cols-2"
      onSubmit={() => save.mutate(undefined, { onSuccess: onClose })}
    >
      <TextField label="Name" value={name} onChange={setName} error={refused.name} />
      <TextField
        label="Description"
        value={description}
        onChange={setDescription}
        error={refused.description}
      />
      <TextField
        label="Metric"
        hint="As telemetry names it: cpuPercent, custom.NAME, container.BUNDLE/NAME.cpuPercent"
        list={metrics}
        mono
        value={metric}
        onChange={setMetric}
        error={refused["condition.metric"]}
        spellCheck={false}
        autoComplete="off"
      />
      <datalist id={metrics}>
        {METRICS.map((known) => (
          <option key={known} value={known} />
        ))}
      </datalist>
      <SelectField
        label="Compared with"
        value={type}
        options={[
          { value: "Threshold", label: "a bound" },
          { value: "Anomaly", label: "what is usual for each device" },
        ]}
        error={refused["condition.type"]}
        onChange={setType}
      />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Fires"
          value={type === "Threshold" && operator === "Outside" ? "Above" : operator}
          options={[
            { value: "Above", label: "above" },
            { value: "Below", label: "below" },
            ...(type === "Anomaly" ? [{ value: "Outside" as const, label: "on either side" }] : []),
          ]}
          error={refused["condition.operator"]}
          onChange={setOperator}
        />
        <TextField
          label={type === "Anomaly" ? "Deviations" : "Bound"}
          inputMode="decimal"
          value={threshold}
          onChange={setThreshold}
          error={refused["condition.threshold"]}
        />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Of values"
          value={offline ? "Last" : aggregation}
          disabled={offline}
          options={[
            { value: "Avg", label: "the mean" },
            { value: "Min", label: "the least" },
            { value: "Max", label: "the most" },
            { value: "Last", label: "the last" },
          ]}
          error={refused["condition.aggregation"]}
          onChange={setAggregation}
        />
        <TextField
          label="Over, in minutes"
          hint="Fives"
          inputMode="numeric"
          value={windowMinutes}
          onChange={setWindow}
          error={refused["condition.windowSeconds"]}
        />
      </div>
      {type === "Anomaly" && (
        <TextField
          label="Usual in, hours"
          inputMode="numeric"
          value={historyHours}
          onChange={setHistory}
          error={refused["condition.historyHours"]}
        />
      )}
      <TextField
        label="Must hold for, in minutes"
        inputMode="decimal"
        value={forMinutes}
        onChange={setFor}
        error={refused.forSeconds}
      />
      <TextField
        label="Ends after being right for, in minutes"
        inputMode="decimal"
        value={keepMinutes}
        onChange={setKeep}
        error={refused.keepFiringForSeconds}
      />
      <SelectField
        label="Severity"
        value={severity}
        options={SEVERITIES.map((value) => ({ value, label: value.toLowerCase() }))}
        error={refused.severity}
        onChange={setSeverity}
      />
      <SelectorField
        label="Devices"
        hint="A selector; empty for every device"
        value={selector}
        onChange={setSelector}
        error={refused.selector}
      />
      <div className="space-y-4 sm:col-span-2">
        <CheckboxField label="On" checked={enabled} onChange={setEnabled} />
      </div>
    </FormDialog>
  );
}

function minutes(count: number): string {
  return String(count / 60);
}

function seconds(text: string, absent: number): number {
  const count = typedNumber(text);
  return count === undefined ? absent : Math.round(count * 60);
}
