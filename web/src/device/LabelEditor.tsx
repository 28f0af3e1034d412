import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { fieldErrors } from "../api/problem";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { controlClass } from "../ui/field";
import { ProblemNotice } from "../ui/problem";
import { labelPatch, useChange, type Edited } from "./change";

interface Row {
  id: number;
  key: string;
  value: string;
}

/** Changes a device's labels, and refuses to overwrite what somebody else has changed meanwhile. */
export function LabelEditor({ edited, onClose }: { edited: Edited; onClose: () => void }) {
  const { device, etag } = edited;
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(device.labels)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, value], id) => ({ id, key, value })),
  );
  const change = useChange(device.id, (changed) => `Labels of ${changed.name} changed`);
  const errors = fieldErrors(change.error);
  const filled = rows.filter((row) => row.key.trim() !== "");
  const repeated = filled.find(
    (row, index) => filled.findIndex((one) => one.key.trim() === row.key.trim()) !== index,
  );
  const patch = labelPatch(
    device.labels,
    Object.fromEntries(filled.map((row) => [row.key.trim(), row.value.trim()])),
  );
  const ready = repeated === undefined && Object.keys(patch).length > 0;
  const edit = (id: number, part: Partial<Row>) =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Labels of ${device.name}`}
      description="Groups and rollouts choose devices by their labels. A label without a value is a tag."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="labels" busy={change.isPending} disabled={!ready}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="labels"
        className="space-y-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) change.mutate({ body: { labels: patch }, etag }, { onSuccess: onClose });
        }}
      >
        {rows.map((row) => (
          <div key={row.id}>
            <div className="flex items-center gap-2">
              <input
                aria-label="Key"
                className={`${controlClass} font-mono`}
                value={row.key}
                aria-invalid={`labels.${row.key}` in errors}
                onChange={(event) => edit(row.id, { key: event.target.value })}
              />
              <input
                aria-label={`Value of ${row.key}`}
                className={`${controlClass} font-mono`}
                value={row.value}
                onChange={(event) => edit(row.id, { value: event.target.value })}
              />
              <Button
                kind="quiet"
                aria-label={`Take ${row.key} away`}
                onClick={() => setRows(rows.filter((one) => one !== row))}
              >
                <Trash2 className="size-4" />
              </Button>
            </div>
            {errors[`labels.${row.key}`] !== undefined && (
              <p className="text-bad mt-1 text-xs">{errors[`labels.${row.key}`]}</p>
            )}
          </div>
        ))}
        <Button
          onClick={() =>
            setRows([...rows, { id: Math.max(-1, ...rows.map((row) => row.id)) + 1, key: "", value: "" }])
          }
        >
          <Plus className="size-4" aria-hidden="true" /> Label
        </Button>
        {repeated !== undefined && (
          <p className="text-bad text-xs" role="alert">
            {repeated.key} is there twice
          </p>
        )}
        {change.isError && <ProblemNotice error={change.error} />}
      </form>
    </Dialog>
  );
}
