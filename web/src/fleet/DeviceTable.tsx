import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { Device } from "../api/queries";
import { percent, share } from "../lib/format";
import { Badge } from "../ui/badge";
import { Labels } from "../ui/labels";
import { Skeleton } from "../ui/states";
import { ClonedBadge, StatusBadge } from "../ui/status";
import { Ago } from "../ui/time";
import type { Sort } from "./search";

export interface DeviceTableProps {
  devices: Device[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: (deviceId: string) => void;
}

export function DeviceTable({ devices, sort, onSort, onOpen }: DeviceTableProps) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Table of devices">
      <table className="w-full text-sm">
        <thead className="text-muted text-left text-xs">
          <tr className="border-b">
            <SortHeader by="name" label="Device" sort={sort} onSort={onSort} />
            <th className="px-4 py-2 font-medium">Status</th>
            <SortHeader
              by="lastSeenAt"
              label="Last seen"
              sort={sort}
              onSort={onSort}
              className="hidden sm:table-cell"
            />
            <th className="hidden px-4 py-2 font-medium md:table-cell">Bundles</th>
            <th className="hidden px-4 py-2 text-right font-medium lg:table-cell">CPU</th>
            <th className="hidden px-4 py-2 text-right font-medium lg:table-cell">Memory</th>
            <th className="hidden px-4 py-2 font-medium xl:table-cell">Labels</th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DeviceRow({ device, onOpen }: { device: Device; onOpen: (deviceId: string) => void }) {
  const memory = share(device.metrics?.memoryUsedBytes, device.metrics?.memoryTotalBytes);
  return (
    <tr
      className="hover:bg-raised/60 cursor-pointer border-b last:border-0"
      onClick={() => onOpen(device.id)}
      data-device={device.name}
    >
      <td className="px-4 py-2.5">
        <a
          href={`/devices/${device.id}`}
          className="font-medium hover:underline"
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) {
              event.stopPropagation();
              return;
            }
            event.preventDefault();
          }}
        >
          {device.name}
        </a>
        <div className="text-muted text-xs">
          {device.facts.os} · {device.facts.arch}
        </div>
      </td>
      <td className="px-4 py-2.5">
        <div className="flex flex-wrap gap-1">
          <StatusBadge device={device} />
          <ClonedBadge device={device} />
        </div>
      </td>
      <td className="text-muted hidden px-4 py-2.5 sm:table-cell">
        <Ago at={device.lastSeenAt} />
      </td>
      <td className="hidden px-4 py-2.5 md:table-cell">
        <BundleBadges device={device} />
      </td>
      <Number value={device.metrics?.cpuPercent} />
      <Number value={memory} />
      <td className="hidden px-4 py-2.5 xl:table-cell">
        <Labels labels={device.labels} most={3} />
      </td>
    </tr>
  );
}

function Number({ value }: { value: number | undefined }) {
  return (
    <td className="hidden px-4 py-2.5 text-right tabular-nums lg:table-cell">
      {value === undefined ? <span className="text-muted">–</span> : percent(value)}
    </td>
  );
}

function BundleBadges({ device }: { device: Device }) {
  if (device.bundles === undefined || device.bundles.length === 0)
    return <span className="text-muted">–</span>;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {device.bundles.map((bundle) => (
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
          {bundle.bundleId} {bundle.desiredVersion ?? bundle.reportedVersion}
        </Badge>
      ))}
    </span>
  );
}

function SortHeader({
  by,
  label,
  sort,
  onSort,
  className = "",
}: {
  by: "name" | "lastSeenAt";
  label: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  className?: string;
}) {
  const direction = sort === by ? "ascending" : sort === `-${by}` ? "descending" : "none";
  const icons: Record<typeof direction, ReactNode> = {
    ascending: <ArrowUp className="size-3" />,
    descending: <ArrowDown className="size-3" />,
    none: null,
  };
  return (
    <th className={`px-4 py-2 font-medium ${className}`} aria-sort={direction}>
      <button
        type="button"
        className="hover:text-ink inline-flex items-center gap-1"
        onClick={() => onSort(direction === "ascending" ? `-${by}` : by)}
      >
        {label} {icons[direction]}
      </button>
    </th>
  );
}

export function TableSkeleton() {
  return (
    <div className="space-y-4 p-4" role="status" aria-label="Loading the devices">
      {Array.from({ length: 6 }, (_, row) => (
        <div key={row} className="flex items-center gap-4">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-5 w-16" />
          <Skeleton className="ml-auto h-5 w-24" />
        </div>
      ))}
    </div>
  );
}
