import { Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import { typedNumber } from "../lib/given";
import { Button } from "../ui/button";
import { SelectField, TextField } from "../ui/field";
import { NEW_GATE, type Gate } from "./gates";

const METRICS = [
  "cpuPercent",
  "memoryUsedPercent",
  "diskUsedPercent",
  "containerRestarts",
  "unhealthyContainersPercent",
  "offlinePercent",
];

/** What must hold of the updated devices while a wave soaks. */
export function GateEditor({
  gates,
  soaks,
  refused,
  onChange,
}: {
  gates: Gate[];
  /** Whether any wave soaks; gates are asked of those alone. */
  soaks: boolean;
  refused: Record<string, string>;
  onChange: (gates: Gate[]) => void;
}) {
  return (
    <div className="space-y-4">
      {gates.length === 0 && (
        <p className="text-muted text-sm">
          A gate compares what updated devices measure while a wave soaks, and stops the rollout when it does
          not hold.
        </p>
      )}
      {gates.length > 0 && !soaks && (
        <p className="bg-warn-soft text-warn rounded-lg px-3 py-2 text-sm" role="status">
          No wave soaks, so that no gate is ever asked.
        </p>
      )}
      {gates.map((gate, index) => (
        <GateFields
          key={index}
          gate={gate}
          index={index}
          about={(field) =>
            refused[`gates[${index}].${field}`] ??
            (field === "atMost" ? refused[`gates[${index}]`] : undefined)
          }
          onChange={(next) => onChange(gates.with(index, next))}
          onRemove={() => onChange(gates.toSpliced(index, 1))}
        />
      ))}
      <Button onClick={() => onChange([...gates, NEW_GATE])}>
        <Plus className="size-4" aria-hidden="true" /> Add a gate
      </Button>
    </div>
  );
}

function GateFields({
  gate,
  index,
  about,
  onChange,
  onRemove,
}: {
  gate: Gate;
  index: number;
  about: (field: string) => string | undefined;
  onChange: (gate: Gate) => void;
  onRemove: () => void;
}) {
  const list = useId();
  const { against, by, atMost, atLeast, ...rest } = gate;
  const compared = against === undefined ? "" : `${against} ${by ?? "Difference"}`;
  const side = atLeast === undefined ? "atMost" : "atLeast";
  const bound = atLeast ?? atMost ?? 0;
  const set = (nextCompared: string, nextSide: "atMost" | "atLeast", nextBound: number) => {
    const [nextAgainst, nextBy] = nextCompared.split(" ") as [Gate["against"], Gate["by"]];
    onChange({
      ...rest,
      [nextSide]: nextBound,
      ...(nextCompared === "" || nextAgainst === undefined || nextBy === undefined
        ? {}
        : { against: nextAgainst, by: nextBy }),
    });
  };
  return (
    <fieldset className="rounded-xl border p-4">
      <legend className="px-1 text-sm font-semibold">Gate {index + 1}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Metric"
          mono
          list={list}
          value={gate.metric}
          onChange={(metric) => onChange({ ...gate, metric })}
          error={about("metric")}
          spellCheck={false}
        />
        <datalist id={list}>
          {METRICS.map((metric) => (
            <option key={metric} value={metric} />
          ))}
        </datalist>
        <SelectField
          label="Measured"
          value={compared}
          options={[
            { value: "", label: "as it is" },
            { value: "Rest Difference", label: "as the difference to devices not asked yet" },
            { value: "Rest Ratio", label: "as the ratio to devices not asked yet" },
            { value: "Past Difference", label: "as the difference to what it was before" },
            { value: "Past Ratio", label: "as the ratio to what it was before" },
          ]}
          error={about("against") ?? about("by")}
          onChange={(next) => set(next, side, bound)}
        />
        <div className="grid grid-cols-2 gap-3">
          <SelectField
            label="Must be"
            value={side}
            options={[
              { value: "atMost", label: "at most" },
              { value: "atLeast", label: "at least" },
            ]}
            onChange={(next) => set(compared, next, bound)}
          />
          <TextField
            label="Bound"
            inputMode="decimal"
            value={String(bound)}
            onChange={(text) => set(compared, side, typedNumber(text) ?? 0)}
            error={about(side)}
          />
        </div>
        <SelectField
          label="Else the rollout"
          value={gate.onFailure}
          options={[
            { value: "Pause", label: "pauses" },
            { value: "RollBack", label: "rolls back" },
          ]}
          error={about("onFailure")}
          onChange={(onFailure) => onChange({ ...gate, onFailure })}
        />
      </div>
      <Button kind="quiet" className="mt-3" onClick={onRemove}>
        <Trash2 className="size-4" aria-hidden="true" /> Remove this gate
      </Button>
    </fieldset>
  );
}
