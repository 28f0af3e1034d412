import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, taken } from "../api/client";
import { POLL } from "../api/live";
import { bytes } from "../lib/format";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { Ago } from "../ui/time";

const plain = (count: number) => count.toLocaleString();

/** What the tenant may have, and has. */
export function Quotas() {
  const quotas = useQuery({
    queryKey: ["settings", "quotas"],
    queryFn: () => taken(api.GET("/quotas")),
    refetchInterval: 10 * POLL,
  });
  return (
    <Card title="Quotas">
      <Loaded query={quotas} what="The quotas">
        {({ devices, bundles, bundleBytes, artifactBytes, customMetrics, refusedMetrics }) => (
          <div className="max-w-xl space-y-4 text-sm">
            <Use name="Devices" use={devices} format={plain} />
            <Use name="Bundles" use={bundles} format={plain} />
            <Use name="Manifests" use={bundleBytes} format={bytes} />
            <Use name="Artifacts" use={artifactBytes} format={bytes} />
            <Use name="Names of custom metrics" use={customMetrics} format={plain} />
            {refusedMetrics !== undefined && (
              <p className="bg-warn-soft text-warn rounded-lg px-3 py-2">
                {plain(refusedMetrics.values)} values were left out because their names are too many; the last
                was <code className="font-mono text-xs">{refusedMetrics.lastName}</code> of{" "}
                <Link
                  to="/devices/$deviceId"
                  params={{ deviceId: refusedMetrics.lastDeviceId }}
                  search={{}}
                  className="underline"
                >
                  a device
                </Link>
                , <Ago at={refusedMetrics.lastAt} />.
              </p>
            )}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function Use({
  name,
  use: { limit, used },
  format,
}: {
  name: string;
  use: { limit: number; used: number };
  format: (value: number) => string;
}) {
  const share = limit === 0 ? 100 : Math.min(100, (100 * used) / limit);
  return (
    <div>
      <div className="mb-1 flex justify-between gap-4">
        <span className="font-medium">{name}</span>
        <span className="text-muted tabular-nums">
          {format(used)} of {format(limit)}
        </span>
      </div>
      <div
        className="bg-raised h-2 overflow-hidden rounded-full"
        role="img"
        aria-label={`${name}: ${format(used)} of ${format(limit)}`}
      >
        <div
          className={`h-full ${share >= 100 ? "bg-bad" : share >= 80 ? "bg-warn" : "bg-accent"}`}
          style={{ width: `${share}%` }}
        />
      </div>
    </div>
  );
}
