import { Plus, Trash2 } from "lucide-react";
import { typedNumber } from "../lib/given";
import { Button } from "../ui/button";
import { CheckboxField, SelectField, TextField } from "../ui/field";
import { SHAPES, wave as newWave, type Wave } from "./waves";

type Size = "percentage" | "count" | "selector" | "rest";

/** Waves from a shape to begin with, each of which can be changed. */
export function WaveEditor({
  waves,
  refused,
  onChange,
}: {
  waves: Wave[];
  refused: Record<string, string>;
  onChange: (waves: Wave[]) => void;
}) {
  const written = JSON.stringify(waves);
  return (
    <div className="space-y-4">
      <div className="grid gap-2 sm:grid-cols-2" role="group" aria-label="Shapes">
        {SHAPES.map((shape) => (
          <button
            key={shape.name}
            type="button"
            aria-pressed={JSON.stringify(shape.waves) === written}
            className="hover:bg-raised aria-pressed:border-accent aria-pressed:ring-accent/30 rounded-lg border p-3 text-left text-sm aria-pressed:ring-2"
            onClick={() => onChange(shape.waves)}
          >
            <span className="block font-medium">{shape.name}</span>
            <span className="text-muted block text-xs">{shape.hint}</span>
          </button>
        ))}
      </div>
      {waves.map((wave, index) => (
        <WaveFields
          key={index}
          wave={wave}
          index={index}
          last={index === waves.length - 1}
          refused={refused}
          onChange={(next) => onChange(waves.with(index, next))}
          onRemove={() => onChange(waves.toSpliced(index, 1))}
        />
      ))}
      <Button onClick={() => onChange([...waves.map(closed), newWave({ name: `wave ${waves.length + 1}` })])}>
        <Plus className="size-4" aria-hidden="true" /> Add a wave
      </Button>
      {refused.waves !== undefined && (
        <p className="text-bad text-xs" role="alert">
          {refused.waves}
        </p>
      )}
    </div>
  );
}

/** Only the last wave may take all that is left. */
function closed(wave: Wave): Wave {
  return sizeOf(wave) === "rest" ? { ...wave, percentage: 10 } : wave;
}

function sizeOf(wave: Wave): Size {
  if (wave.selector !== undefined) return "selector";
  if (wave.count !== undefined) return "count";
  return wave.percentage === undefined ? "rest" : "percentage";
}

function WaveFields({
  wave,
  index,
  last,
  refused,
  onChange,
  onRemove,
}: {
  wave: Wave;
  index: number;
  last: boolean;
  refused: Record<string, string>;
  onChange: (wave: Wave) => void;
  onRemove: () => void;
}) {
  const about = (field: string) => refused[`waves[${index}].${field}`];
  const size = sizeOf(wave);
  const { percentage, count, selector, ...rest } = wave;
  const value =
    { percentage: percentage?.toString(), count: count?.toString(), selector, rest: "" }[size] ?? "";
  const resize = (next: Size, text: string) => {
    if (next === "rest") onChange(rest);
    else if (next === "selector") onChange({ ...rest, selector: text });
    else onChange({ ...rest, [next]: typedNumber(text) ?? 1 });
  };
  return (
    <fieldset className="rounded-xl border p-4">
      <legend className="px-1 text-sm font-semibold">Wave {index + 1}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Name"
          value={wave.name ?? ""}
          error={about("name")}
          onChange={(name) => {
            const { name: _name, ...others } = wave;
            onChange(name === "" ? others : { ...others, name });
          }}
        />
        <div className="grid grid-cols-2 gap-3">
          <SelectField
            label="Takes"
            value={size}
            options={[
              { value: "percentage", label: "% of all" },
              { value: "count", label: "so many" },
              { value: "selector", label: "a selector" },
              ...(last ? [{ value: "rest" as const, label: "all that is left" }] : []),
            ]}
            error={refused[`waves[${index}]`]}
            onChange={(next) => resize(next, next === "selector" ? "canary" : "10")}
          />
          {size !== "rest" && (
            <TextField
              label={size === "selector" ? "Selector" : size === "count" ? "Devices" : "Percent"}
              inputMode={size === "selector" ? "text" : "numeric"}
              value={value}
              error={about(size)}
              onChange={(text) => resize(size, text)}
            />
          )}
        </div>
        <TextField
          label="Must succeed, in %"
          inputMode="numeric"
          value={String(wave.successThreshold)}
          error={about("successThreshold")}
          onChange={(text) => onChange({ ...wave, successThreshold: typedNumber(text) ?? 100 })}
        />
        <TextField
          label="Then soaks for, in minutes"
          inputMode="decimal"
          value={String(wave.soakSeconds / 60)}
          error={about("soakSeconds")}
          onChange={(text) => onChange({ ...wave, soakSeconds: Math.round((typedNumber(text) ?? 0) * 60) })}
        />
        <CheckboxField
          label="Takes an approval before it begins"
          checked={wave.approval}
          onChange={(approval) => onChange({ ...wave, approval })}
        />
        <div className="sm:text-right">
          <Button kind="quiet" onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden="true" /> Remove this wave
          </Button>
        </div>
      </div>
    </fieldset>
  );
}
