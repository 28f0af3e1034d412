import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/problem";
import { useDevice, type Device } from "../api/queries";
import { bytes, duration, percent, share } from "../lib/format";
import { Badge } from "../ui/badge";
import { Labels } from "../ui/labels";
import { ErrorState, QueryError, Skeleton, StaleNotice } from "../ui/states";
import { ClonedBadge, StatusBadge } from "../ui/status";
import { Ago } from "../ui/time";
import { Bundles } from "./Bundles";
import { Containers } from "./Containers";
import { Events } from "./Events";
import { Metrics } from "./Metrics";
import { parseRange, type Range } from "./ranges";

export interface DevicePageProps {
  deviceId: string;
  range: string | undefined;
  onRange: (range: Range) => void;
}

export function DevicePage({ deviceId, range, onRange }: DevicePageProps) {
  const device = useDevice(deviceId);
  if (device.data === undefined) {
    if (!device.isError) return <DeviceSkeleton />;
    if (device.error instanceof ApiProblem && device.error.status === 404) {
      return <ErrorState title="There is no such device" detail="It may belong to another tenant." />;
    }
    return <QueryError what="The device" error={device.error} onRetry={() => void device.refetch()} />;
  }
  return (
    <div className="space-y-6">
      {device.isRefetchError && <StaleNotice since={device.dataUpdatedAt} />}
      <Heading device={device.data} />
      <Facts device={device.data} />
      <Metrics deviceId={deviceId} range={parseRange(range)} onRange={onRange} />
      <div className="grid gap-6 lg:grid-cols-3">
        <div className="min-w-0 space-y-6 lg:col-span-2">
          <Containers deviceId={deviceId} />
          <Bundles device={device.data} />
        </div>
        <Events deviceId={deviceId} />
      </div>
    </div>
  );
}

function Heading({ device }: { device: Device }) {
  return (
    <div>
      <Link to="/" search={{}} className="text-muted hover:text-ink inline-flex items-center gap-1 text-sm">
        <ChevronLeft className="size-4" /> Fleet
      </Link>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl font-semibold tracking-tight break-all">{device.name}</h1>
        <StatusBadge device={device} />
        <ClonedBadge device={device} />
        <Labels labels={device.labels} />
      </div>
      <p className="text-muted mt-1 text-sm">
        Seen <Ago at={device.lastSeenAt} />
        {device.groups !== undefined && device.groups.length > 0 && (
          <> · in {device.groups.map((group) => group.name).join(", ")}</>
        )}
        {device.generation !== device.observedGeneration && (
          <span className="ml-2">
            <Badge tone="busy">news on the way</Badge>
          </span>
        )}
      </p>
    </div>
  );
}

function Facts({ device }: { device: Device }) {
  const metrics = device.metrics;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
      <Fact name="CPU">{metrics?.cpuPercent === undefined ? "–" : percent(metrics.cpuPercent)}</Fact>
      <Fact name="Memory">
        <Usage used={metrics?.memoryUsedBytes} total={metrics?.memoryTotalBytes} />
      </Fact>
      <Fact name="Disk">
        <Usage used={metrics?.diskUsedBytes} total={metrics?.diskTotalBytes} />
      </Fact>
      <Fact name="Up for">
        {metrics?.uptimeSeconds === undefined ? "–" : duration(metrics.uptimeSeconds)}
      </Fact>
      <Fact name="Machine">
        {device.facts.os} · {device.facts.arch}
      </Fact>
      <Fact name="Agent">
        {device.facts.version}
        <span className="text-muted block truncate text-xs font-normal">
          {device.facts.runtime ?? "no container engine"}
        </span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="bg-surface min-w-0 rounded-xl border p-3">
      <dt className="text-muted text-xs font-medium">{name}</dt>
      <dd className="mt-1 truncate text-sm font-semibold tabular-nums">{children}</dd>
    </div>
  );
}

function Usage({ used, total }: { used: number | undefined; total: number | undefined }) {
  const part = share(used, total);
  if (part === undefined || used === undefined || total === undefined) return "–";
  return (
    <>
      {percent(part)}
      <span className="text-muted block truncate text-xs font-normal">
        {bytes(used)} of {bytes(total)}
      </span>
    </>
  );
}

function DeviceSkeleton() {
  return (
    <div className="space-y-6" role="status" aria-label="Loading the device">
      <Skeleton className="h-8 w-64" />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} className="h-16" />
        ))}
      </div>
      <Skeleton className="h-64" />
    </div>
  );
}
