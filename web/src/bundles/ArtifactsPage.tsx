import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { useMay } from "../api/roles";
import { bytes } from "../lib/format";
import { given } from "../lib/given";
import { Badge } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm";
import { CopyButton } from "../ui/copy";
import { actionColumn, ListCard } from "../ui/listCard";
import { PageHeader } from "../ui/page";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";
import { BringArtifact } from "./BringArtifact";

type Artifact = components["schemas"]["StoredArtifact"];

const route = getRouteApi("/artifacts");

/** Files that containers need beside their images, by the hash of their content. */
export function ArtifactsPage() {
  const operator = useMay("Operator");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [deleting, setDeleting] = useState<Artifact>();
  const artifacts = usePages(["artifacts"], (cursor) =>
    taken(api.GET("/artifacts", { params: { query: given({ limit: 50, cursor }) } })),
  );
  const remove = useAct(
    (sha256: string) => settled(api.DELETE("/artifacts/{sha256}", { params: { path: { sha256 } } })),
    { done: "The artifact is deleted", changes: [["artifacts"]] },
  );
  return (
    <>
      <PageHeader
        title="Artifacts"
        description="Files that containers need beside their images: models, maps, certificates of others."
      />
      <ListCard
        title="All artifacts"
        make={
          operator
            ? { label: "New artifact", onClick: () => void navigate({ search: { new: "yes" } }) }
            : undefined
        }
        pages={artifacts}
        what="The artifacts"
        rowKey={(artifact) => artifact.sha256}
        rowName={(artifact) => artifact.sha256}
        columns={[
          {
            id: "sha256",
            header: "SHA-256",
            cell: ({ sha256 }) => (
              <span className="flex items-center gap-1">
                <code className="max-w-28 truncate font-mono text-xs sm:max-w-80" title={sha256}>
                  {sha256}
                </code>
                <CopyButton text={sha256} label="Copy the hash" />
              </span>
            ),
          },
          {
            id: "size",
            header: "Size",
            align: "right",
            cell: ({ sizeBytes }) => <span className="whitespace-nowrap">{bytes(sizeBytes)}</span>,
          },
          {
            id: "status",
            header: "Status",
            cell: ({ status }) =>
              status === "Ready" ? <Badge tone="good">ready</Badge> : <Badge tone="busy">awaited</Badge>,
          },
          {
            id: "versions",
            header: "Versions with it",
            align: "right",
            from: "sm",
            cell: ({ versionCount }) => versionCount,
          },
          {
            id: "made",
            header: "Brought",
            from: "md",
            cell: ({ createdAt, createdBy }) => (
              <span className="text-muted text-xs">
                <Ago at={createdAt} /> by {createdBy}
              </span>
            ),
          },
          ...(operator
            ? [
                actionColumn("Delete", ({ sha256 }: Artifact) => sha256, [
                  { label: "Delete", onClick: setDeleting, when: ({ versionCount }) => versionCount === 0 },
                ]),
              ]
            : []),
        ]}
        empty={
          <EmptyState title="No artifact yet">
            A manifest names them; devices fetch them by their hash and mount them read-only.
          </EmptyState>
        }
      >
        <ConfirmDialog
          open={deleting !== undefined}
          onClose={() => setDeleting(undefined)}
          title="Delete the artifact?"
          action="Delete"
          danger
          onConfirm={() => remove.mutateAsync(deleting?.sha256 ?? "")}
        >
          No version of a bundle names it. It can be brought again.
        </ConfirmDialog>
      </ListCard>
      {search.new !== undefined && operator && (
        <BringArtifact onClose={() => void navigate({ search: {} })} />
      )}
    </>
  );
}
