import { lazy, Suspense } from "react";
import type { components } from "../api/generated/schema";
import { counted } from "../lib/format";
import { Badge, type Tone } from "../ui/badge";
import { Card } from "../ui/card";
import { Skeleton } from "../ui/states";
import { When } from "../ui/time";
import { Told } from "../ui/told";
import { gateText, gateValue, shareOfGreater, type Gate } from "./gates";
import type { Rollout } from "./waves";

const GateChart = lazy(() => import("./GateChart"));

type GateState = components["schemas"]["GateState"];

const VERDICTS: Record<GateState["verdict"], { words: string; tone: Tone }> = {
  Holds: { words: "holds", tone: "good" },
  Fails: { words: "fails", tone: "bad" },
  NotEnough: { words: "not enough yet", tone: "busy" },
  NotAsked: { words: "not asked", tone: "none" },
};

/** What each gate asks, and what it measured of each wave: the updated devices beside what they are compared with. */
export function Gates({ rollout }: { rollout: Rollout }) {
  const gates = rollout.gates ?? [];
  if (gates.length === 0) return null;
  return (
    <Card title="Gates" flush>
      <ul className="divide-y">
        {gates.map((gate, index) => {
          const measured = rollout.waves.flatMap((wave, at) =>
            (wave.gates ?? [])
              .filter((state) => state.gate === index + 1)
              .map((state) => ({ state, wave: wave.name ?? `Wave ${at + 1}` })),
          );
          return (
            <li key={index} className="p-4">
              <p className="text-sm font-medium break-words">{gateText(gate)}</p>
              {measured.length === 0 ? (
                <p className="text-muted mt-1 text-sm">Nothing is measured before a wave soaks.</p>
              ) : (
                <ul className="mt-3 space-y-4">
                  {measured.map(({ state, wave }) => (
                    <Measured key={wave} gate={gate} state={state} wave={wave} />
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Measured({ gate, state, wave }: { gate: Gate; state: GateState; wave: string }) {
  const { words, tone } = VERDICTS[state.verdict];
  return (
    <li data-gate={state.gate} data-verdict={state.verdict}>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <span className="text-muted">{wave}</span>
        <Badge tone={tone} dot>
          {words}
        </Badge>
        <span className="text-muted text-xs">
          since <When at={state.since} />
        </span>
      </div>
      <div className="mt-2 space-y-1">
        <Side name="updated" metric={state.metric} side={state.updated} other={state.reference} strong />
        {state.reference !== undefined && (
          <Side name="compared with" metric={state.metric} side={state.reference} other={state.updated} />
        )}
      </div>
      <p className="text-muted mt-1 text-xs break-words">
        <Told text={state.detail} />
        {state.passedBy !== undefined && ` Let pass by ${state.passedBy}.`}
      </p>
      {state.history.length > 1 && (
        <div className="mt-3">
          <Suspense fallback={<Skeleton className="h-[170px]" />}>
            <GateChart gate={gate} state={state} />
          </Suspense>
        </div>
      )}
    </li>
  );
}

function Side({
  name,
  metric,
  side,
  other,
  strong = false,
}: {
  name: string;
  metric: string;
  side: components["schemas"]["GateSide"];
  other: components["schemas"]["GateSide"] | undefined;
  strong?: boolean;
}) {
  const { value, devices, samples } = side;
  const text = value === undefined ? "nothing measured" : gateValue(metric, value);
  return (
    <div className="grid grid-cols-[7rem_1fr_auto] items-center gap-3 text-xs">
      <span className="text-muted">{name}</span>
      <span className="bg-raised h-2 overflow-hidden rounded-full" aria-hidden="true">
        <span
          className={`block h-full transition-[width] duration-700 ${strong ? "bg-accent" : "bg-muted"}`}
          style={{ width: `${shareOfGreater(value, other?.value)}%` }}
        />
      </span>
      <span className="tabular-nums" title={`${counted(samples, "sample")} of ${counted(devices, "device")}`}>
        {text} <span className="text-muted">({devices})</span>
      </span>
    </div>
  );
}
