import { Search, Tag } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { FleetSearch } from "./search";

export function FilterBar({
  search,
  onSearch,
}: {
  search: FleetSearch;
  onSearch: (search: FleetSearch) => void;
}) {
  const [q, setQ] = useState(search.q ?? "");
  const [selector, setSelector] = useState(search.selector ?? "");

  useEffect(() => {
    const timer = setTimeout(() => {
      if (q === (search.q ?? "") && selector === (search.selector ?? "")) return;
      const { q: _q, selector: _selector, ...rest } = search;
      onSearch({ ...rest, ...(q === "" ? {} : { q }), ...(selector === "" ? {} : { selector }) });
    }, 300);
    return () => clearTimeout(timer);
  }, [q, selector, search, onSearch]);

  return (
    <div className="flex flex-col gap-2 border-b p-3 sm:flex-row">
      <Field
        label="Search by name, id or label"
        value={q}
        onChange={setQ}
        icon={<Search className="size-4" />}
      />
      <Field
        label="Selector, such as env=prod,site in (berlin,oslo)"
        value={selector}
        onChange={setSelector}
        icon={<Tag className="size-4" />}
        mono
      />
    </div>
  );
}

function Field({
  label,
  value,
  onChange,
  icon,
  mono = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  icon: ReactNode;
  mono?: boolean;
}) {
  return (
    <label className="focus-within:border-accent flex min-w-0 flex-1 items-center gap-2 rounded-lg border px-3">
      <span className="text-muted" aria-hidden="true">
        {icon}
      </span>
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`placeholder:text-muted h-9 w-full min-w-0 bg-transparent text-sm outline-none ${mono ? "font-mono" : ""}`}
      />
    </label>
  );
}
