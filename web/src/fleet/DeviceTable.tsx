import { useCallback } from "react";
import type { Device } from "../api/queries";
import { percent, share } from "../lib/format";
import { Badge } from "../ui/badge";
import { chipWidth, fitting } from "../ui/fitting";
import { FittingLabels, Rest } from "../ui/labels";
import { useRoom } from "../ui/rooms";
import { ClonedBadge, StatusBadge } from "../ui/status";
import { DataTable, type Column } from "../ui/table";
import { Ago } from "../ui/time";
import { parseSort, type Sort } from "./search";

export interface DeviceTableProps {
  devices: readonly Device[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: (deviceId: string) => void;
  /** Ids; with it each device has a box. */
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  onVisible?: (first: number, last: number) => void;
}

/** In pixels; what does not fit into a row is cut off. */
const ROW = 56;

const COLUMNS: Column<Device>[] = [
  {
    id: "name",
    header: "Device",
    sort: "name",
    cell: (device) => (
      <>
        <span className="block truncate">{device.name}</span>
        <span className="text-muted block truncate text-xs font-normal">
          {device.facts.os} · {device.facts.arch}
        </span>
      </>
    ),
  },
  {
    id: "status",
    header: "Status",
    width: "w-38",
    cell: (device) => (
      <div className="flex flex-wrap gap-1">
        <StatusBadge device={device} />
        <ClonedBadge device={device} />
      </div>
    ),
  },
  {
    id: "lastSeenAt",
    header: "Last seen",
    sort: "lastSeenAt",
    from: "sm",
    width: "w-30",
    cell: (device) => (
      <span className="text-muted">
        <Ago at={device.lastSeenAt} />
      </span>
    ),
  },
  {
    id: "bundles",
    header: "Bundles",
    from: "md",
    fits: true,
    cell: (device) => <BundleBadges device={device} />,
  },
  {
    id: "cpu",
    header: "CPU",
    width: "w-20",
    align: "right",
    from: "lg",
    cell: (device) => <Percent value={device.metrics?.cpuPercent} />,
  },
  {
    id: "memory",
    header: "Memory",
    width: "w-24",
    align: "right",
    from: "lg",
    cell: (device) => (
      <Percent value={share(device.metrics?.memoryUsedBytes, device.metrics?.memoryTotalBytes)} />
    ),
  },
  {
    id: "labels",
    header: "Labels",
    from: "xl",
    fits: true,
    cell: (device) => <FittingLabels labels={device.labels} column="labels" />,
  },
];

const keyOf = (device: Device) => device.id;
const nameOf = (device: Device) => device.name;
const addressOf = (device: Device) => `/devices/${device.id}`;

export function DeviceTable({ devices, sort, onSort, onOpen, ...props }: DeviceTableProps) {
  const open = useCallback((device: Device) => onOpen(device.id), [onOpen]);
  return (
    <DataTable
      {...props}
      label="Table of devices"
      columns={COLUMNS}
      rows={devices}
      rowKey={keyOf}
      rowName={nameOf}
      rowHeight={ROW}
      href={addressOf}
      onOpen={open}
      sort={sort}
      onSort={(next) => {
        const known = parseSort(next);
        if (known !== undefined) onSort(known);
      }}
    />
  );
}

function Percent({ value }: { value: number | undefined }) {
  return value === undefined ? <span className="text-muted">–</span> : percent(value);
}

function BundleBadges({ device }: { device: Device }) {
  const room = useRoom("bundles");
  const bundles = (device.bundles ?? []).map((bundle) => ({
    ...bundle,
    text: `${bundle.bundleId} ${bundle.desiredVersion ?? bundle.reportedVersion ?? ""}`,
  }));
  if (bundles.length === 0) return <span className="text-muted">–</span>;
  const most = fitting(
    bundles.map((bundle) => chipWidth.plain(bundle.text)),
    room,
    2,
  );
  const rest = bundles.slice(most).map((bundle) => bundle.text);
  return (
    <span className="flex max-h-11 flex-wrap gap-1 overflow-hidden">
      {bundles.slice(0, most).map((bundle) => (
        <Badge
          key={bundle.bundleId}
          tone={
            bundle.state === "Failed"
              ? "bad"
              : bundle.reportedVersion === bundle.desiredVersion
                ? "none"
                : "busy"
          }
        >
          <span className={chipWidth.plain(bundle.text) > room ? "truncate" : ""} title={bundle.text}>
            {bundle.text}
          </span>
        </Badge>
      ))}
      {rest.length > 0 && <Rest texts={rest} />}
    </span>
  );
}
