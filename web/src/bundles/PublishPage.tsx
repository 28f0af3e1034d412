import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useBundleVersion } from "../api/bundles";
import { chosen, type Addressed } from "../lib/address";
import { lazy, Suspense } from "react";
import { Loaded } from "../ui/loaded";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/states";
import { Tabs } from "../ui/tabs";
import { successor, template } from "./draft";
import { JsonPublisher } from "./JsonPublisher";

const ComposePublisher = lazy(() => import("./ComposePublisher"));

export type PublishKeys = "from" | "mode";

const MODES = ["form", "json", "compose"] as const;

/** A new version of a bundle, or the first one of a new bundle. */
export function PublishPage({
  bundleId,
  search,
  onSearch,
}: { bundleId: string | undefined } & Addressed<PublishKeys>) {
  const from = useBundleVersion(bundleId ?? "", search.from);
  const navigate = useNavigate();
  const published = (id: string, version: string) =>
    void navigate({ to: "/bundles/$bundleId", params: { bundleId: id }, search: { version } });
  const mode = chosen(MODES, search.mode);
  const onMode = (next: (typeof MODES)[number]) => onSearch({ ...search, mode: next });
  const editor = (start: string) => (
    <JsonPublisher
      key={start}
      bundleId={bundleId}
      start={start}
      form={mode === "form"}
      onPublished={published}
    />
  );
  const own =
    search.from === undefined || bundleId === undefined ? (
      editor(template(bundleId ?? ""))
    ) : (
      <Loaded query={from} what={`Version ${search.from}`}>
        {({ manifest, version }) => editor(successor(manifest ?? {}, version))}
      </Loaded>
    );
  return (
    <>
      <PageHeader
        title={bundleId === undefined ? "New bundle" : `New version of ${bundleId}`}
        back={
          <Link
            {...(bundleId === undefined
              ? { to: "/bundles" as const }
              : { to: "/bundles/$bundleId" as const, params: { bundleId } })}
            className="text-muted hover:text-ink inline-flex items-center gap-1"
          >
            <ChevronLeft className="size-4" aria-hidden="true" /> {bundleId ?? "Bundles"}
          </Link>
        }
        description={
          search.from === undefined
            ? undefined
            : `Begins with what ${search.from} asks for. A published version never changes.`
        }
      />
      <ModeTabs mode={mode} onMode={onMode} />
      {mode === "compose" ? (
        <Suspense fallback={<Skeleton className="h-96" />}>
          <ComposePublisher bundleId={bundleId} onPublished={published} />
        </Suspense>
      ) : (
        own
      )}
    </>
  );
}

function ModeTabs({
  mode,
  onMode,
}: {
  mode: (typeof MODES)[number];
  onMode: (mode: (typeof MODES)[number]) => void;
}) {
  return (
    <Tabs
      label="How to write it"
      value={mode}
      onChange={onMode}
      tabs={[
        { value: "form", label: "Form", content: null },
        { value: "json", label: "JSON", content: null },
        { value: "compose", label: "Compose", content: null },
      ]}
    />
  );
}
