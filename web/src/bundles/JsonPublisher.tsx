import { lazy, Suspense, useMemo, useState } from "react";
import { useAct } from "../api/act";
import type { Manifest } from "../api/bundles";
import { api, taken } from "../api/client";
import { ApiProblem } from "../api/problem";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { ProblemNotice } from "../ui/problem";
import { EmptyState, Skeleton } from "../ui/states";
import { Complaints } from "./Complaints";
import { checked, written, type Draft } from "./draft";
import type { FieldError } from "./fields";
import { ManifestForm } from "./ManifestForm";

const CodeEditor = lazy(() => import("./CodeEditor"));

/** The manifest as a form or as JSON: the same text either way, checked while it is typed and again by the API. */
export function JsonPublisher({
  bundleId,
  start,
  form,
  onPublished,
}: {
  bundleId: string | undefined;
  start: string;
  form: boolean;
  onPublished: (bundleId: string, version: string) => void;
}) {
  const [text, setText] = useState(start);
  const [refused, setRefused] = useState<FieldError[]>([]);
  const [goTo, setGoTo] = useState<{ at: number }>();
  const { draft, complaints } = useMemo(() => checked(text, bundleId, refused), [text, bundleId, refused]);
  const change = (next: string) => {
    setText(next);
    setRefused([]);
  };
  const publish = useAct(
    (manifest: Draft) =>
      taken(
        api.POST("/bundles/{id}/versions", {
          params: { path: { id: String(manifest.bundleId) } },
          // What the rules above have found to be one.
          body: manifest as unknown as Manifest,
        }),
      ),
    { done: ({ bundleId: id, version }) => `${id} ${version} is published`, changes: [["bundles"]] },
  );
  const submit = async () => {
    if (draft === undefined) return;
    try {
      const version = await publish.mutateAsync(draft);
      onPublished(version.bundleId, version.version);
    } catch (error) {
      if (error instanceof ApiProblem) setRefused(refusals(error));
    }
  };
  return (
    <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
      <Card title={form ? "Manifest" : "Manifest as JSON"}>
        {!form ? (
          <Suspense fallback={<Skeleton className="h-80" />}>
            <CodeEditor
              label="Manifest as JSON"
              language="json"
              text={text}
              onText={change}
              complaints={complaints}
              goTo={goTo}
            />
          </Suspense>
        ) : draft === undefined ? (
          <EmptyState title="The text is no JSON object">
            Put it right under JSON; then the form shows it.
          </EmptyState>
        ) : (
          <ManifestForm
            draft={draft}
            complaints={complaints}
            fixedId={bundleId !== undefined}
            onDraft={(next) => change(written(next))}
          />
        )}
      </Card>
      <div className="space-y-4 lg:sticky lg:top-20 lg:self-start">
        <Complaints
          complaints={complaints}
          {...(form ? {} : { onGo: (complaint) => setGoTo({ at: complaint.from }) })}
        />
        {publish.isError && <ProblemNotice error={publish.error} />}
        <Button
          kind="primary"
          busy={publish.isPending}
          disabled={complaints.length > 0}
          onClick={() => void submit()}
        >
          Publish
        </Button>
      </div>
    </div>
  );
}

/** What the API said about fields; that a version exists is about the version. */
export function refusals(error: ApiProblem): FieldError[] {
  if (error.code === "version-exists")
    return [{ field: "version", code: error.code, message: error.message }];
  return error.problem?.errors ?? [];
}
