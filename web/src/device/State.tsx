import { useDesiredState, useExplanation, useReportedState } from "../api/queries";
import { Badge, type Tone } from "../ui/badge";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";
import { Told } from "../ui/told";
import { compare, type BundlePair, type ContainerPair, type Verdict } from "./compare";

const VERDICTS: Record<Verdict, { tone: Tone; text: string }> = {
  same: { tone: "good", text: "As asked" },
  differs: { tone: "busy", text: "Differs" },
  missing: { tone: "warn", text: "Not there yet" },
  extra: { tone: "warn", text: "Not asked for" },
};

/** What the device shall run beside what it says it runs, and why. */
export function State({ deviceId }: { deviceId: string }) {
  return (
    <div className="space-y-6">
      <Explain deviceId={deviceId} />
      <Compared deviceId={deviceId} />
      <div className="grid gap-6 lg:grid-cols-2">
        <Document title="Desired, whole" query={useDesiredState(deviceId)} />
        <Document title="Reported, whole" query={useReportedState(deviceId)} />
      </div>
    </div>
  );
}

function Explain({ deviceId }: { deviceId: string }) {
  const explanation = useExplanation(deviceId);
  return (
    <Card title="Why">
      <Loaded query={explanation} what="The explanation">
        {({ steps, generation, observedGeneration }) => (
          <>
            <ol className="space-y-3">
              {steps.map((step, index) => (
                <li key={index} className="flex gap-3 text-sm">
                  <span className="bg-raised text-muted grid size-6 shrink-0 place-items-center rounded-full text-xs tabular-nums">
                    {index + 1}
                  </span>
                  <div className="min-w-0">
                    <p className="break-words">
                      <Told text={step.text} />
                    </p>
                    <p className="text-muted text-xs">
                      {step.kind}
                      {step.bundleId === undefined ? "" : ` · ${step.bundleId}`}
                    </p>
                  </div>
                </li>
              ))}
            </ol>
            <p className="text-muted mt-4 border-t pt-3 text-xs tabular-nums">
              Generation {generation} is asked for; the device has told of {observedGeneration}.
            </p>
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Compared({ deviceId }: { deviceId: string }) {
  const desired = useDesiredState(deviceId);
  const reported = useReportedState(deviceId);
  return (
    <Card
      title="Desired beside reported"
      flush
      action={
        <span className="text-muted text-xs">
          reported <Ago at={reported.data?.receivedAt} />
        </span>
      }
    >
      <Loaded query={desired} what="The desired state">
        {(wanted) => {
          const pairs = compare(wanted, reported.data?.report);
          if (pairs.length === 0) {
            return <EmptyState title="Nothing is asked for, and nothing runs" />;
          }
          return (
            <ul className="divide-y">
              {pairs.map((pair) => (
                <Bundle key={pair.bundleId} pair={pair} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Bundle({ pair }: { pair: BundlePair }) {
  return (
    <li className="px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{pair.bundleId}</span>
        <Sides desired={pair.desiredVersion} reported={pair.reportedVersion} verdict={pair.verdict} />
        <span className="ml-auto flex gap-1">
          {pair.state !== undefined && pair.state !== "Running" && (
            <Badge tone={pair.state === "Failed" ? "bad" : "busy"}>{pair.state}</Badge>
          )}
          <VerdictBadge verdict={pair.verdict} />
        </span>
      </div>
      <ul className="mt-2 space-y-1.5 border-l pl-3">
        {pair.containers.map((container) => (
          <Container key={container.name} container={container} />
        ))}
      </ul>
    </li>
  );
}

function Container({ container }: { container: ContainerPair }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span>{container.name}</span>
      <Sides
        desired={container.desiredImage}
        reported={container.reportedImage}
        verdict={container.verdict}
      />
      <span className="text-muted ml-auto text-xs">{container.state}</span>
      {container.verdict !== "same" && <VerdictBadge verdict={container.verdict} />}
    </li>
  );
}

/** One text where both agree, else what runs crossed out before what is asked for. */
function Sides({
  desired,
  reported,
  verdict,
}: {
  desired: string | undefined;
  reported: string | undefined;
  verdict: Verdict;
}) {
  return (
    <span className="min-w-0 font-mono text-xs break-all">
      {verdict !== "same" && reported !== undefined && (
        <del className="text-bad mr-2">
          <span className="sr-only">reported </span>
          {reported}
        </del>
      )}
      {desired !== undefined && (
        <ins className={`no-underline ${verdict === "same" ? "text-muted" : "text-good"}`}>
          {verdict !== "same" && <span className="sr-only">desired </span>}
          {desired}
        </ins>
      )}
    </span>
  );
}

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <Badge tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].text}</Badge>;
}

function Document({
  title,
  query,
}: {
  title: string;
  query: ReturnType<typeof useDesiredState> | ReturnType<typeof useReportedState>;
}) {
  return (
    <Card title={title} flush>
      <details>
        <summary className="text-muted hover:text-ink cursor-pointer px-4 py-3 text-sm">
          Show the document
        </summary>
        <pre className="max-h-96 overflow-auto border-t p-4 font-mono text-xs" tabIndex={0}>
          {JSON.stringify(query.data ?? null, null, 2)}
        </pre>
      </details>
    </Card>
  );
}
