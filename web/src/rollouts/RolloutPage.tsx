import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useMissing } from "../api/failure";
import { changed } from "../lib/address";
import { Badge } from "../ui/badge";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { PageHeader } from "../ui/page";
import { ErrorState } from "../ui/states";
import { Ago } from "../ui/time";
import { Told } from "../ui/told";
import { Actions } from "./Actions";
import { useRollout } from "./data";
import { Devices } from "./Devices";
import { Failures } from "./Failures";
import { Gates } from "./Gates";
import { Plan } from "./Plan";
import { ProgressBar } from "./ProgressBar";
import { Waves } from "./Waves";
import { STATUS_TONES, words } from "../ui/rolloutStatus";
import { deviceCount, DEVICE_STATUSES, segments, type Rollout } from "./waves";

const route = getRouteApi("/rollouts/$rolloutId");

export function RolloutPage() {
  const { rolloutId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const rollout = useRollout(rolloutId);
  const missing = useMissing(rollout);
  if (missing)
    return <ErrorState title="There is no such rollout" detail="It may belong to another tenant." />;
  const status = DEVICE_STATUSES.find((known) => known === search.status);
  return (
    <Loaded query={rollout} what="The rollout">
      {(data) => (
        <>
          <Heading rollout={data} />
          <div className="space-y-6">
            <Standing rollout={data} />
            <Waves rollout={data} />
            <div className="grid gap-6 lg:grid-cols-3">
              <div className="min-w-0 space-y-6 lg:col-span-2">
                <Gates rollout={data} />
                <Failures rollout={data} />
                <Devices
                  rollout={data}
                  status={status}
                  onStatus={(next) =>
                    void navigate({ search: changed(search, { status: next }), replace: true })
                  }
                />
              </div>
              <Plan rollout={data} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}

function Heading({ rollout }: { rollout: Rollout }) {
  return (
    <PageHeader
      title={rollout.name}
      back={
        <Link to="/rollouts" search={{}} className="text-muted hover:text-ink inline-flex items-center gap-1">
          <ChevronLeft className="size-4" aria-hidden="true" /> Rollouts
        </Link>
      }
      badges={
        <Badge tone={STATUS_TONES[rollout.status]} dot>
          {words(rollout.status)}
        </Badge>
      }
      description={
        <>
          <Link
            to="/bundles/$bundleId"
            params={{ bundleId: rollout.bundleId }}
            search={{ version: rollout.version }}
            className="text-accent font-mono text-xs hover:underline"
          >
            {rollout.bundleId} {rollout.version}
          </Link>{" "}
          · made <Ago at={rollout.createdAt} /> by {rollout.createdBy}
        </>
      }
      actions={<Actions rollout={rollout} />}
    />
  );
}

/** Where it stands, in a bar, in numbers and in the engine's own words. */
function Standing({ rollout }: { rollout: Rollout }) {
  const { reason, waitingFor } = rollout;
  return (
    <Card title="Where it stands">
      <ProgressBar label="All devices" progress={rollout.progress} />
      <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-2 text-sm">
        <div>
          <dt className="text-muted text-xs">devices</dt>
          <dd className="font-semibold tabular-nums">{deviceCount(rollout.progress)}</dd>
        </div>
        {segments(rollout.progress).map(({ status, count }) => (
          <div key={status}>
            <dt className="text-muted text-xs">{words(status)}</dt>
            <dd className="font-semibold tabular-nums">{count}</dd>
          </div>
        ))}
      </dl>
      {reason !== undefined && (
        <p className="bg-warn-soft text-warn mt-4 rounded-lg px-3 py-2 text-sm" role="status">
          <Told text={reason} />
        </p>
      )}
      {waitingFor !== undefined && !(reason !== undefined && waitingFor.includes(reason)) && (
        <p className="text-muted mt-3 text-sm">
          <Told text={waitingFor} />
        </p>
      )}
    </Card>
  );
}
