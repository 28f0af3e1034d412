import { Search, SlidersHorizontal, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useBundleChoice } from "../api/bundles";
import { useGroupChoice } from "../api/groups";
import { useKnownLabels } from "../api/labels";
import { ApiProblem, fieldErrors } from "../api/problem";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { SelectField } from "../ui/field";
import { Popover } from "../ui/popover";
import { SelectorInput } from "../ui/SelectorInput";
import { LIFECYCLES, withPart, type FleetSearch } from "./search";
import { Views } from "./Views";

export interface FilterBarProps {
  search: FleetSearch;
  onSearch: (search: FleetSearch) => void;
  /** Why the API did not take the filter, if so. */
  error: Error | null;
}

/** How long after the last letter the API is asked, in milliseconds. */
const PAUSE = 300;

export function FilterBar({ search, onSearch, error }: FilterBarProps) {
  const known = useKnownLabels();
  const [q, setQ] = useTyped(search.q, (next) => onSearch(withPart(search, "q", next)));
  const [selector, setSelector] = useTyped(search.selector, (next) =>
    onSearch(withPart(search, "selector", next)),
  );
  const refused = error instanceof ApiProblem ? fieldErrors(error).selector : undefined;
  return (
    <div className="border-b p-3">
      <div className="flex flex-col gap-2 md:flex-row md:items-start">
        <label className="focus-within:border-accent flex min-w-0 flex-1 items-center gap-2 rounded-lg border px-3">
          <Search className="text-muted size-4 shrink-0" aria-hidden="true" />
          <input
            type="search"
            aria-label="Search by name, id or label"
            placeholder="Search by name, id or label"
            value={q}
            onChange={(event) => setQ(event.target.value)}
            className="placeholder:text-muted h-9 w-full min-w-0 bg-transparent text-sm outline-none"
          />
        </label>
        <SelectorInput
          label="Label selector"
          value={selector}
          onChange={setSelector}
          known={known}
          error={refused}
        />
        <div className="flex gap-2">
          <More search={search} onSearch={onSearch} />
          <Views search={search} onSearch={onSearch} />
        </div>
      </div>
      <Chosen search={search} onSearch={onSearch} />
    </div>
  );
}

/** What is being typed, handed on when the person pauses; a change from elsewhere (the address) wins. */
function useTyped(
  value: string | undefined,
  onTyped: (value: string) => void,
): [string, (value: string) => void] {
  const known = value ?? "";
  const [typed, setTyped] = useState(known);
  const [before, setBefore] = useState(known);
  if (before !== known) {
    setBefore(known);
    setTyped(known);
  }
  useEffect(() => {
    if (typed === known) return;
    const timer = setTimeout(() => onTyped(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, known, onTyped]);
  return [typed, setTyped];
}

function More(props: Omit<FilterBarProps, "error">) {
  return (
    <Popover
      label="More filters"
      trigger={
        <Button className="h-9">
          <SlidersHorizontal className="size-4" aria-hidden="true" /> Filters
        </Button>
      }
    >
      <MoreFields {...props} />
    </Popover>
  );
}

/** What it offers is asked for when it is opened. */
function MoreFields({ search, onSearch }: Omit<FilterBarProps, "error">) {
  const groups = useGroupChoice().data ?? [];
  const bundles = useBundleChoice().data ?? [];
  return (
    <div className="space-y-4">
      <SelectField
        label="Group"
        value={search.group ?? ""}
        onChange={(group) => onSearch(withPart(search, "group", group))}
        options={[
          { value: "", label: "Any" },
          ...groups.map((group) => ({ value: group.id, label: group.name })),
        ]}
      />
      <SelectField
        label="Shall run"
        value={search.bundle ?? ""}
        onChange={(bundle) => onSearch(withPart(search, "bundle", bundle))}
        options={[
          { value: "", label: "Any bundle" },
          ...bundles.map((bundle) => ({ value: bundle.id, label: bundle.id })),
          ...(search.bundle?.includes("@") === true ? [{ value: search.bundle, label: search.bundle }] : []),
        ]}
      />
      <SelectField
        label="Lifecycle"
        value={search.lifecycle ?? ""}
        onChange={(lifecycle) => onSearch(withPart(search, "lifecycle", lifecycle))}
        options={[
          { value: "", label: "Active and disabled" },
          ...LIFECYCLES.map((lifecycle) => ({ value: lifecycle, label: lifecycle })),
        ]}
      />
    </div>
  );
}

/** Filters that stand in no field above, each with a way out. */
function Chosen({ search, onSearch }: Omit<FilterBarProps, "error">) {
  const groups = useGroupChoice(search.group !== undefined).data ?? [];
  const group = groups.find((one) => one.id === search.group)?.name ?? search.group;
  const chips = [
    { part: "status" as const, text: search.status },
    { part: "group" as const, text: group === undefined ? undefined : `group ${group}` },
    { part: "bundle" as const, text: search.bundle === undefined ? undefined : `runs ${search.bundle}` },
    { part: "lifecycle" as const, text: search.lifecycle },
  ].filter((chip) => chip.text !== undefined);
  if (chips.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-2" aria-label="Filters">
      {chips.map((chip) => (
        <li key={chip.part}>
          <Badge tone="busy">
            {chip.text}
            <button
              type="button"
              aria-label={`Without ${chip.text ?? ""}`}
              className="-mr-1 rounded-full p-0.5 hover:opacity-70"
              onClick={() => onSearch(withPart(search, chip.part, ""))}
            >
              <X className="size-3" />
            </button>
          </Badge>
        </li>
      ))}
    </ul>
  );
}
