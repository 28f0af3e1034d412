import { Plus, Trash2 } from "lucide-react";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { ContainerForm } from "./ContainerForm";
import { complaintAbout, containersOf, withField, type Complaint, type Draft } from "./draft";

/** The manifest as a form. What it has no field for stays as it is. */
export function ManifestForm({
  draft,
  complaints,
  fixedId,
  onDraft,
}: {
  draft: Draft;
  complaints: Complaint[];
  /** Whether the bundle is given by the page. */
  fixedId: boolean;
  onDraft: (draft: Draft) => void;
}) {
  const containers = containersOf(draft);
  const set = (field: string, value: unknown) => onDraft(withField(draft, field, value));
  const text = (field: string) => (typeof draft[field] === "string" ? draft[field] : "");
  return (
    <div className="space-y-6">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Bundle"
          value={text("bundleId")}
          disabled={fixedId}
          error={complaintAbout(complaints, "bundleId")}
          onChange={(value) => onDraft({ ...draft, bundleId: value })}
          autoComplete="off"
        />
        <TextField
          label="Version"
          value={text("version")}
          error={complaintAbout(complaints, "version")}
          onChange={(value) => onDraft({ ...draft, version: value })}
          autoComplete="off"
        />
        <div className="sm:col-span-2">
          <TextField
            label="Description"
            value={text("description")}
            error={complaintAbout(complaints, "description")}
            onChange={(value) => set("description", value)}
          />
        </div>
      </div>
      {containers.map((container, index) => (
        <fieldset key={index} className="rounded-xl border p-4">
          <legend className="px-1 text-sm font-semibold">
            {typeof container.name === "string" && container.name !== ""
              ? container.name
              : `Container ${index + 1}`}
          </legend>
          <ContainerForm
            container={container}
            place={`containers[${index}]`}
            complaints={complaints}
            onChange={(next) => onDraft({ ...draft, containers: containers.with(index, next) })}
          />
          {containers.length > 1 && (
            <Button
              kind="quiet"
              className="mt-3"
              onClick={() => onDraft({ ...draft, containers: containers.toSpliced(index, 1) })}
            >
              <Trash2 className="size-4" aria-hidden="true" /> Remove this container
            </Button>
          )}
        </fieldset>
      ))}
      <Button onClick={() => onDraft({ ...draft, containers: [...containers, { name: "", image: "" }] })}>
        <Plus className="size-4" aria-hidden="true" /> Add a container
      </Button>
    </div>
  );
}
