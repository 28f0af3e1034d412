import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMe } from "../api/queries";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { Popover } from "../ui/popover";
import type { FleetSearch } from "./search";
import { readViews, withView, writeViews, type View } from "./views";

/** Searches by name: opened, saved and deleted. */
export function Views({
  search,
  onSearch,
}: {
  search: FleetSearch;
  onSearch: (search: FleetSearch) => void;
}) {
  const tenantId = useMe().data?.tenant?.id;
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label="Saved views"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button className="h-9" disabled={tenantId === undefined}>
          <Bookmark className="size-4" aria-hidden="true" /> Views
        </Button>
      }
    >
      {tenantId !== undefined && (
        <List
          tenantId={tenantId}
          search={search}
          onOpen={(view) => {
            onSearch(view.search);
            setOpen(false);
          }}
        />
      )}
    </Popover>
  );
}

function List({
  tenantId,
  search,
  onOpen,
}: {
  tenantId: string;
  search: FleetSearch;
  onOpen: (view: View) => void;
}) {
  const [views, setViews] = useState(() => readViews(tenantId));
  const [name, setName] = useState("");
  const change = (next: View[]) => {
    writeViews(tenantId, next);
    setViews(next);
  };
  return (
    <>
      {views.length === 0 ? (
        <p className="text-muted mb-4">No view is saved in this browser.</p>
      ) : (
        <ul className="mb-4 space-y-1">
          {views.map((view) => (
            <li key={view.name} className="flex items-center">
              <button
                type="button"
                className="hover:bg-raised min-w-0 flex-1 truncate rounded-lg px-2 py-1.5 text-left font-medium"
                onClick={() => onOpen(view)}
              >
                {view.name}
              </button>
              <Button
                kind="quiet"
                aria-label={`Delete the view ${view.name}`}
                onClick={() => change(views.filter((one) => one !== view))}
              >
                <Trash2 className="size-4" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        className="space-y-3 border-t pt-4"
        onSubmit={(event) => {
          event.preventDefault();
          change(withView(views, { name: name.trim(), search }));
          setName("");
        }}
      >
        <TextField label="Save what is shown now as" value={name} onChange={setName} maxLength={60} />
        <Button type="submit" kind="primary" disabled={name.trim() === ""}>
          Save
        </Button>
      </form>
    </>
  );
}
