import { lazy, Suspense, useMemo, useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { ApiProblem } from "../api/problem";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { TextField } from "../ui/field";
import { ProblemNotice } from "../ui/problem";
import { Skeleton } from "../ui/states";
import { useBundle } from "../api/bundles";
import { Complaints } from "./Complaints";
import { composeComplaints } from "./compose";
import type { FieldError } from "./fields";
import { refusals } from "./JsonPublisher";
import { DNS_LABEL, isDnsLabel, isSemVer, nextVersion } from "./syntax";

const CodeEditor = lazy(() => import("./CodeEditor"));

const START = "services:\n  app:\n    image: nginx:1.27\n";

/** A Compose file, which the API turns into a manifest; its name and version stand beside it. */
export default function ComposePublisher({
  bundleId,
  onPublished,
}: {
  bundleId: string | undefined;
  onPublished: (bundleId: string, version: string) => void;
}) {
  const known = useBundle(bundleId ?? "");
  const [text, setText] = useState(START);
  const [id, setId] = useState(bundleId ?? "");
  const [typed, setTyped] = useState<string>();
  const [refused, setRefused] = useState<FieldError[]>([]);
  const [goTo, setGoTo] = useState<{ at: number }>();
  const complaints = useMemo(() => composeComplaints(text, refused), [text, refused]);
  const version = typed ?? nextVersion(known.data?.latestVersion);
  const publish = useAct(
    () =>
      taken(
        api.POST("/bundles/{id}/versions", {
          params: { path: { id }, query: { version } },
          body: text,
          bodySerializer: (body) => body as string,
          headers: { "content-type": "application/yaml" },
        }),
      ),
    { done: (made) => `${made.bundleId} ${made.version} is published`, changes: [["bundles"]] },
  );
  const submit = async () => {
    try {
      const made = await publish.mutateAsync(undefined);
      onPublished(made.bundleId, made.version);
    } catch (error) {
      if (error instanceof ApiProblem) setRefused(refusals(error));
    }
  };
  const idError = isDnsLabel(id) ? undefined : DNS_LABEL;
  const versionError =
    refused.find(({ field }) => field === "version")?.message ??
    (isSemVer(version) ? undefined : "must be a version of SemVer 2.0.0, such as 1.2.0");
  return (
    <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
      <Card title="Compose file">
        <Suspense fallback={<Skeleton className="h-80" />}>
          <CodeEditor
            label="Compose file"
            language="yaml"
            text={text}
            onText={(next) => {
              setText(next);
              setRefused([]);
            }}
            complaints={complaints}
            goTo={goTo}
          />
        </Suspense>
      </Card>
      <div className="space-y-4 lg:sticky lg:top-20 lg:self-start">
        <TextField
          label="Bundle"
          value={id}
          disabled={bundleId !== undefined}
          error={id === "" ? undefined : idError}
          onChange={setId}
          autoComplete="off"
        />
        <TextField
          label="Version"
          value={version}
          error={versionError}
          onChange={(next) => {
            setTyped(next);
            setRefused([]);
          }}
          autoComplete="off"
        />
        <Complaints complaints={complaints} onGo={(complaint) => setGoTo({ at: complaint.from })} />
        {publish.isError && <ProblemNotice error={publish.error} />}
        <Button
          kind="primary"
          busy={publish.isPending}
          disabled={complaints.length > 0 || idError !== undefined || versionError !== undefined}
          onClick={() => void submit()}
        >
          Publish
        </Button>
      </div>
    </div>
  );
}
