import { getRouteApi, Link } from "@tanstack/react-router";
import { List, MapPinned } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useFailure } from "../api/failure";
import { useKnownLabels } from "../api/labels";
import { useMay } from "../api/roles";
import { counted } from "../lib/format";
import { LOCATION_LABEL } from "../lib/location";
import { useIdle } from "../lib/useIdle";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { RowsSkeleton } from "../ui/loaded";
import { PageHeader } from "../ui/page";
import { EmptyState, QueryError, Skeleton, StaleNotice } from "../ui/states";
import { Changes } from "./Changes";
import { DeviceTable } from "./DeviceTable";
import { useDevicePages } from "./devicePages";
import { FilterBar } from "./FilterBar";
import { filters, toFilter, withPart, type FleetSearch } from "./search";
import { Summary, Trends } from "./Summary";

const BulkActions = lazy(() => import("./BulkActions").then((module) => ({ default: module.BulkActions })));
// The world's outline comes with it.
const FleetMap = lazy(() => import("./FleetMap").then((module) => ({ default: module.FleetMap })));

const route = getRouteApi("/");

export function FleetPage() {
  // The devices first.
  const idle = useIdle();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const onSearch = useCallback(
    (next: FleetSearch) => void navigate({ search: next, replace: true, resetScroll: false }),
    [navigate],
  );
  const onOpen = useCallback(
    (deviceId: string) => void navigate({ to: "/devices/$deviceId", params: { deviceId }, search: {} }),
    [navigate],
  );
  return (
    <>
      <PageHeader title="Fleet" actions={<ViewSwitch search={search} onSearch={onSearch} />} />
      <div className="space-y-6">
        <Summary search={search} onSearch={onSearch} />
        <div className="grid gap-6 xl:grid-cols-3">
          <div className="min-w-0 xl:col-span-2">
            {idle ? <Trends selector={search.selector} /> : <Skeleton className="h-40 rounded-xl" />}
          </div>
          {idle ? <Changes /> : <Skeleton className="h-40 rounded-xl" />}
        </div>
        <Devices search={search} onSearch={onSearch} onOpen={onOpen} />
      </div>
    </>
  );
}

interface PartProps {
  search: FleetSearch;
  onSearch: (search: FleetSearch) => void;
}

/** Between table and map, once a device says where it is. */
function ViewSwitch({ search, onSearch }: PartProps) {
  const located = useKnownLabels().has(LOCATION_LABEL);
  if (!located && search.view === undefined) return null;
  const onMap = search.view === "map";
  return (
    <Button onClick={() => onSearch(withPart(search, "view", onMap ? "" : "map"))}>
      {onMap ? (
        <List className="size-4" aria-hidden="true" />
      ) : (
        <MapPinned className="size-4" aria-hidden="true" />
      )}
      {onMap ? "Table" : "Map"}
    </Button>
  );
}

function Devices({ search, onSearch, onOpen }: PartProps & { onOpen: (deviceId: string) => void }) {
  const filter = useMemo(() => toFilter(search), [search]);
  const { query, rows, total, onVisible } = useDevicePages(filter);
  const failure = useFailure(query);
  const mayChange = useMay("Operator");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => rows.filter((device) => selected.has(device.id)), [rows, selected]);

  return (
    <Card
      title="Devices"
      flush
      action={
        <span className="text-muted text-xs tabular-nums" role="status">
          {total === undefined ? "" : counted(total, "device")}
        </span>
      }
    >
      <FilterBar search={search} onSearch={onSearch} error={query.error} />
      {search.view === "map" ? (
        <Suspense fallback={<Skeleton className="m-4 h-80" />}>
          <FleetMap filter={filter} onOpen={onOpen} onSearch={(next) => onSearch({ ...search, ...next })} />
        </Suspense>
      ) : query.data === undefined ? (
        failure !== null ? (
          <QueryError what="The devices" error={failure} onRetry={() => void query.refetch()} />
        ) : (
          <RowsSkeleton what="The devices" rows={8} />
        )
      ) : rows.length === 0 ? (
        <NoDevice search={search} onSearch={onSearch} />
      ) : (
        <>
          {query.isError && (
            <div className="px-4 pt-4">
              <StaleNotice since={query.dataUpdatedAt} error={query.error} />
            </div>
          )}
          <DeviceTable
            devices={rows}
            sort={search.sort ?? "name"}
            onSort={(sort) => onSearch({ ...search, sort })}
            onOpen={onOpen}
            onVisible={onVisible}
            {...(mayChange ? { selected, onSelect: setSelected } : {})}
          />
          <p className="text-muted border-t px-4 py-3 text-xs tabular-nums">
            {rows.length.toLocaleString()} loaded
            {query.hasNextPage ? "; more as you scroll" : ""}
          </p>
          {chosen.length > 0 && (
            <Suspense>
              <BulkActions devices={chosen} onDone={() => setSelected(new Set())} />
            </Suspense>
          )}
        </>
      )}
    </Card>
  );
}

function NoDevice({ search, onSearch }: PartProps) {
  const admin = useMay("Admin");
  if (filters(search)) {
    return (
      <EmptyState title="No device is like that">
        <Button className="mt-3" onClick={() => onSearch({})}>
          Show all devices
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No device yet">
      {admin ? (
        <>
          A device comes with an enrollment token:{" "}
          <Link to="/enrolment" search={{ new: "yes" }} className="text-accent underline">
            make one
          </Link>
          , and run the line that it shows on the device.
        </>
      ) : (
        "Ask an admin for an enrollment token, and run the line that comes with it on a device."
      )}
    </EmptyState>
  );
}
