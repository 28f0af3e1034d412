import { useDevices } from "../api/queries";
import { Card } from "../ui/card";
import { Button } from "../ui/button";
import { EmptyState, QueryError, StaleNotice } from "../ui/states";
import { DeviceTable, TableSkeleton } from "./DeviceTable";
import { FilterBar } from "./FilterBar";
import { Summary } from "./Summary";
import { toFilter, type FleetSearch } from "./search";

export interface FleetPageProps {
  search: FleetSearch;
  onSearch: (search: FleetSearch) => void;
  onOpen: (deviceId: string) => void;
}

export function FleetPage({ search, onSearch, onOpen }: FleetPageProps) {
  return (
    <div className="space-y-6">
      <h1 className="text-xl font-semibold tracking-tight">Fleet</h1>
      <Summary search={search} onSearch={onSearch} />
      <Card title="Devices" flush>
        <FilterBar key={search.status} search={search} onSearch={onSearch} />
        <Devices search={search} onSearch={onSearch} onOpen={onOpen} />
      </Card>
    </div>
  );
}

function Devices({ search, onSearch, onOpen }: FleetPageProps) {
  const devices = useDevices(toFilter(search));
  const filtered = search.q !== undefined || search.selector !== undefined || search.status !== undefined;
  if (devices.data === undefined) {
    return devices.isError ? (
      <QueryError what="The devices" error={devices.error} onRetry={() => void devices.refetch()} />
    ) : (
      <TableSkeleton />
    );
  }
  const items = devices.data.pages.flatMap((page) => page.items);
  const total = devices.data.pages[0]?.total;
  if (items.length === 0) {
    return filtered ? (
      <EmptyState title="No device is like that">
        <Button className="mt-3" onClick={() => onSearch({})}>
          Show all devices
        </Button>
      </EmptyState>
    ) : (
      <EmptyState title="No device yet">
        Make an enrollment token over the API and run{" "}
        <code className="font-mono text-xs">signalbeam-agent enroll</code> on a device.
      </EmptyState>
    );
  }
  return (
    <>
      {devices.isRefetchError && (
        <div className="px-4 pt-4">
          <StaleNotice since={devices.dataUpdatedAt} />
        </div>
      )}
      <DeviceTable
        devices={items}
        sort={search.sort ?? "name"}
        onSort={(sort) => onSearch({ ...search, sort })}
        onOpen={onOpen}
      />
      <div className="text-muted flex items-center gap-4 border-t px-4 py-3 text-xs">
        <span className="tabular-nums">
          {items.length}
          {total === undefined ? "" : ` of ${total}`} shown
        </span>
        {devices.hasNextPage && (
          <Button disabled={devices.isFetchingNextPage} onClick={() => void devices.fetchNextPage()}>
            Show more
          </Button>
        )}
      </div>
    </>
  );
}
