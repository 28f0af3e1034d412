import { useState } from "react";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";

export type AuditKeys = "actor" | "action" | "kind" | "object" | "from" | "to";
export type AuditSearch = Partial<Record<AuditKeys, string>>;

/** Asked for when it is sent, since the API compares whole words. */
export function AuditFilter({
  search,
  onSearch,
}: {
  search: AuditSearch;
  onSearch: (change: Partial<Record<AuditKeys, string | undefined>>) => void;
}) {
  const [typed, setTyped] = useState<AuditSearch>(search);
  const field = (key: AuditKeys) => ({
    value: typed[key] ?? "",
    onChange: (value: string) => setTyped({ ...typed, [key]: value }),
  });
  return (
    <form
      className="grid grid-cols-2 gap-3 border-b p-4 sm:grid-cols-3"
      onSubmit={(event) => {
        event.preventDefault();
        const { actor, action, kind, object, from, to } = typed;
        onSearch({ actor, action, kind, object, from, to });
      }}
    >
      <TextField label="Who" type="search" {...field("actor")} />
      <TextField label="What was done" type="search" placeholder="rollout.create" {...field("action")} />
      <TextField label="Kind of thing" type="search" placeholder="rollout" {...field("kind")} />
      <TextField label="Its id" type="search" {...field("object")} />
      <TextField label="From" type="date" {...field("from")} />
      <TextField label="To" type="date" {...field("to")} />
      <div className="col-span-2 flex gap-2 sm:col-span-3">
        <Button type="submit" kind="primary">
          Filter
        </Button>
        {Object.keys(search).length > 0 && (
          <Button
            onClick={() => {
              setTyped({});
              onSearch({
                actor: undefined,
                action: undefined,
                kind: undefined,
                object: undefined,
                from: undefined,
                to: undefined,
              });
            }}
          >
            Show all
          </Button>
        )}
      </div>
    </form>
  );
}
