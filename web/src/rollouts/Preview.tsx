import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { bytes } from "../lib/format";
import { Card } from "../ui/card";
import { Loaded } from "../ui/loaded";
import { Told } from "../ui/told";
import { formErrors, newRollout, type RolloutForm } from "./form";

type RolloutPreview = components["schemas"]["RolloutPreview"];
type Some = components["schemas"]["PreviewDevices"];

/** What would come of the rollout if it were made now: how far it reaches, and what stands in its way. */
export function Preview({ form }: { form: RolloutForm }) {
  const ready = Object.keys(formErrors(form)).length === 0;
  const body = newRollout(form);
  const preview = useQuery({
    queryKey: ["rollouts", "preview", body],
    queryFn: () => taken(api.POST("/rollouts/preview", { body })),
    enabled: ready,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  return (
    <Card title="What it would do">
      {ready ? (
        <Loaded query={preview} what="The preview">
          {(data) => <Found preview={data} />}
        </Loaded>
      ) : (
        <p className="text-muted text-sm">Choose what and to whom, and what would come of it shows here.</p>
      )}
    </Card>
  );
}

function Found({ preview }: { preview: RolloutPreview }) {
  const { refusal, devices, unchanged, waves, runsNow, containers, pull, conflicts, images } = preview;
  return (
    <div className="space-y-4 text-sm" role="status">
      {refusal !== undefined && (
        <p className="bg-bad-soft text-bad rounded-lg px-3 py-2 break-words">
          <Told text={refusal.detail} />
        </p>
      )}
      <p className="text-2xl font-semibold tabular-nums">
        {devices.toLocaleString()}{" "}
        <span className="text-muted text-sm font-normal">{devices === 1 ? "device" : "devices"}</span>
      </p>
      <ol className="space-y-1" aria-label="Waves">
        {waves.map((wave, index) => (
          <li key={index} className="flex gap-2">
            <span className="text-muted min-w-0 truncate">{wave.name ?? `Wave ${index + 1}`}</span>
            <span className="ml-auto whitespace-nowrap tabular-nums">
              {wave.devices}
              {wave.offline > 0 && <span className="text-muted"> ({wave.offline} offline)</span>}
            </span>
          </li>
        ))}
      </ol>
      <Part title="In its way">
        <Count name="offline, and will wait" some={preview.offline} />
        <Count name="outside their window, and will wait" some={preview.outsideWindow} />
        <Count name="with too little disk" some={preview.tooFull} />
        <Count name="of another architecture than the images" some={preview.wrongArchitecture} />
        {conflicts.map((conflict) => (
          <li key={conflict.rolloutId}>
            <Link
              to="/rollouts/$rolloutId"
              params={{ rolloutId: conflict.rolloutId }}
              search={{}}
              className="text-accent underline"
            >
              {conflict.name}
            </Link>{" "}
            reaches {conflict.devices} of them: this one {COMES[conflict.comes]}
          </li>
        ))}
      </Part>
      <Part title="They run now">
        {runsNow.map(({ version, devices: count }) => (
          <li key={version ?? ""}>
            <span className="tabular-nums">{count}</span> {version ?? "none of the bundle"}
          </li>
        ))}
        {unchanged > 0 && <li>{unchanged} run the version already</li>}
      </Part>
      <Part title="Containers">
        {containers.map(({ name, created, recreated, removed, unchanged: same }) => (
          <li key={name} className="break-words">
            {name}: {counted({ made: created, "made anew": recreated, removed, "left as they are": same })}
          </li>
        ))}
      </Part>
      <Part title="To fetch">
        {pull.unknownDevices < devices && (
          <li>
            {bytes(pull.bytes)} in all, {bytes(pull.mostPerDevice)} a device at the most
          </li>
        )}
        {images
          .filter(({ unknown }) => unknown !== undefined)
          .map(({ image, unknown }) => (
            <li key={image} className="text-muted break-all">
              {image}: {unknown}
            </li>
          ))}
      </Part>
    </div>
  );
}

const COMES = { Refused: "would be refused", Wins: "goes first", Yields: "leaves them to it" };

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="has-[ul:empty]:hidden">
      <h3 className="text-muted mb-1 text-xs font-medium">{title}</h3>
      <ul className="space-y-1">{children}</ul>
    </div>
  );
}

function Count({ name, some }: { name: string; some: Some | undefined }) {
  if (some === undefined || some.devices === 0) return null;
  const names = some.sample.map(({ deviceName }) => deviceName).join(", ");
  return (
    <li className="break-words" title={names}>
      <strong className="tabular-nums">{some.devices}</strong> {name}
      <span className="text-muted">
        : {names}
        {some.devices > some.sample.length ? ", …" : ""}
      </span>
    </li>
  );
}

function counted(counts: Record<string, number>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
    .join(", ");
}
