import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { Fragment, useCallback, type ReactNode } from "react";
import { useFailure, useMissing } from "../api/failure";
import { useDevice, type Device } from "../api/queries";
import { bytes, duration, percent, share } from "../lib/format";
import { Badge } from "../ui/badge";
import { Labels } from "../ui/labels";
import { PageHeader } from "../ui/page";
import { ErrorState, PageSkeleton, QueryError, StaleNotice } from "../ui/states";
import { ClonedBadge, StatusBadge } from "../ui/status";
import { Tabs } from "../ui/tabs";
import { Ago } from "../ui/time";
import { Bundles } from "./Bundles";
import { Commands } from "./Commands";
import { Containers } from "./Containers";
import { Events } from "./Events";
import { Logs } from "./Logs";
import { Metrics } from "./Metrics";
import type { DeviceSearch, TabName } from "./search";
import { Settings } from "./Settings";
import { State } from "./State";

const route = getRouteApi("/devices/$deviceId");

export function DevicePage() {
  const { deviceId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const onSearch = useCallback(
    (next: DeviceSearch) => void navigate({ search: next, replace: true, resetScroll: false }),
    [navigate],
  );
  const device = useDevice(deviceId);
  const failure = useFailure(device);
  const missing = useMissing(device);
  if (device.data === undefined) {
    if (failure === null) return <PageSkeleton />;
    if (missing) {
      return <ErrorState title="There is no such device" detail="It may belong to another tenant." />;
    }
    return <QueryError what="The device" error={failure} onRetry={() => void device.refetch()} />;
  }
  return (
    <>
      {device.isRefetchError && <StaleNotice since={device.dataUpdatedAt} error={device.error} />}
      <Heading device={device.data} />
      <Parts
        device={device.data}
        search={search}
        onSearch={onSearch}
        onGone={() => void navigate({ to: "/", search: {} })}
      />
    </>
  );
}

function Parts({
  device,
  search,
  onSearch,
  onGone,
}: {
  device: Device;
  search: DeviceSearch;
  onSearch: (search: DeviceSearch) => void;
  onGone: () => void;
}) {
  const { logs, output, tab: _, ...rest } = search;
  return (
    <>
      <Tabs<TabName>
        label="Parts of the device"
        value={search.tab ?? "overview"}
        onChange={(tab) => onSearch(tab === "overview" ? rest : { ...rest, tab })}
        tabs={[
          {
            value: "overview",
            label: "Overview",
            content: (
              <div className="space-y-6">
                <Facts device={device} />
                <Metrics device={device} search={search} onSearch={onSearch} />
                <div className="grid gap-6 lg:grid-cols-3">
                  <div className="min-w-0 space-y-6 lg:col-span-2">
                    <Containers
                      deviceId={device.id}
                      onLogs={(place) => onSearch({ ...search, logs: place })}
                    />
                    <Bundles device={device} />
                  </div>
                  <Events deviceId={device.id} most={8} />
                </div>
              </div>
            ),
          },
          { value: "state", label: "State", content: <State deviceId={device.id} /> },
          { value: "events", label: "Events", content: <Events deviceId={device.id} /> },
          {
            value: "commands",
            label: "Commands",
            content: (
              <Commands
                device={device}
                output={output}
                onOutput={(next) =>
                  onSearch({ ...rest, tab: "commands", ...(next === undefined ? {} : { output: next }) })
                }
              />
            ),
          },
          { value: "settings", label: "Settings", content: <Settings device={device} onGone={onGone} /> },
        ]}
      />
      {logs !== undefined && (
        <Logs
          key={logs}
          deviceId={device.id}
          place={logs}
          onClose={() => {
            const { logs: _logs, ...without } = search;
            onSearch(without);
          }}
        />
      )}
    </>
  );
}

function Heading({ device }: { device: Device }) {
  return (
    <PageHeader
      title={device.name}
      back={
        <Link to="/" search={{}} className="text-muted hover:text-ink inline-flex items-center gap-1">
          <ChevronLeft className="size-4" aria-hidden="true" /> Fleet
        </Link>
      }
      badges={
        <>
          <StatusBadge device={device} />
          <ClonedBadge device={device} />
          {device.generation !== device.observedGeneration && <Badge tone="busy">news on the way</Badge>}
        </>
      }
      description={
        <div className="space-y-1.5">
          <p>
            Seen <Ago at={device.lastSeenAt} />
            {device.groups !== undefined && device.groups.length > 0 && (
              <>
                {" "}
                · in{" "}
                {device.groups.map(({ id, name }, index) => (
                  <Fragment key={id}>
                    {index > 0 && ", "}
                    <Link
                      to="/groups/$groupId"
                      params={{ groupId: id }}
                      className="hover:text-ink underline decoration-dotted underline-offset-2"
                    >
                      {name}
                    </Link>
                  </Fragment>
                ))}
              </>
            )}
          </p>
          <Labels labels={device.labels} />
        </div>
      }
    />
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
