import { Check, CircleDashed, CircleX, Hourglass, LoaderCircle, UserCheck } from "lucide-react";
import type { ReactNode } from "react";
import { counted, duration } from "../lib/format";
import { Card } from "../ui/card";
import { When } from "../ui/time";
import { ProgressBar } from "./ProgressBar";
import { deviceCount, doneShare, failures, stageOf, type Rollout, type WaveStage } from "./waves";

const STAGES: Record<WaveStage, { words: string; icon: ReactNode; frame: string }> = {
  ended: { words: "through", icon: <Check className="text-good size-4" />, frame: "" },
  updating: {
    words: "updating",
    icon: <LoaderCircle className="text-busy size-4 animate-spin" />,
    frame: "border-busy ring-busy/30 ring-2",
  },
  soaking: {
    words: "soaking",
    icon: <Hourglass className="text-busy size-4" />,
    frame: "border-busy ring-busy/30 ring-2",
  },
  awaiting: {
    words: "waits for an approval",
    icon: <UserCheck className="text-warn size-4" />,
    frame: "border-warn ring-warn/30 ring-2",
  },
  ahead: { words: "ahead", icon: <CircleDashed className="text-muted size-4" />, frame: "border-dashed" },
  left: { words: "given up", icon: <CircleX className="text-bad size-4" />, frame: "" },
};

/** The waves in their order, each with its devices, its threshold and what it is at. */
export function Waves({ rollout }: { rollout: Rollout }) {
  return (
    <Card title="Waves">
      <ol className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {rollout.waves.map((_, index) => (
          <WaveBox key={index} rollout={rollout} index={index} />
        ))}
      </ol>
    </Card>
  );
}

function WaveBox({ rollout, index }: { rollout: Rollout; index: number }) {
  const wave = rollout.waves[index];
  if (wave === undefined) return null;
  const stage = stageOf(rollout, index);
  const { words, icon, frame } = STAGES[stage];
  const done = doneShare(wave.progress);
  const failed = failures(wave.progress);
  return (
    <li
      className={`min-w-0 rounded-xl border p-3 ${frame}`}
      data-wave={index + 1}
      data-stage={stage}
      aria-current={["updating", "soaking", "awaiting"].includes(stage) ? "step" : undefined}
    >
      <div className="flex items-center gap-2">
        <span aria-hidden="true">{icon}</span>
        <h3 className="min-w-0 truncate text-sm font-medium">{wave.name ?? `Wave ${index + 1}`}</h3>
        <span className="text-muted ml-auto text-xs whitespace-nowrap">{words}</span>
      </div>
      <div className="relative mt-3">
        <ProgressBar label={wave.name ?? `Wave ${index + 1}`} progress={wave.progress} />
        {wave.successThreshold < 100 && (
          <span
            className="bg-ink absolute -top-0.5 h-4 w-0.5 rounded"
            style={{ left: `${wave.successThreshold}%` }}
            aria-hidden="true"
          />
        )}
      </div>
      <p className="text-muted mt-2 text-xs tabular-nums">
        {counted(deviceCount(wave.progress), "device")} · {Math.floor(done)} % of {wave.successThreshold} %
        needed
        {failed > 0 && <span className="text-bad"> · {failed} failed</span>}
      </p>
      <p className="text-muted mt-1 text-xs">
        {stage === "soaking" && rollout.soakUntil !== undefined ? (
          <>
            soaking ends <When at={rollout.soakUntil} />
          </>
        ) : wave.soakSeconds > 0 ? (
          `then soaks for ${duration(wave.soakSeconds)}`
        ) : (
          "without a soak"
        )}
        {wave.approval &&
          (wave.approvedBy === undefined ? " · takes an approval" : ` · approved by ${wave.approvedBy}`)}
      </p>
      {wave.selector !== undefined && (
        <p className="text-muted mt-1 truncate font-mono text-xs" title={wave.selector}>
          {wave.selector}
        </p>
      )}
    </li>
  );
}
