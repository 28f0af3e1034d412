import { Link } from "@tanstack/react-router";
import { useRights } from "../api/roles";
import type { Bundle } from "../api/bundles";
import { Badge } from "../ui/badge";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/states";
import { DataTable } from "../ui/table";
import { Ago } from "../ui/time";

export function VersionsTab({ bundle, onOpen }: { bundle: Bundle; onOpen: (version: string) => void }) {
  const may = useRights();
  const versions = bundle.versions ?? [];
  const deploy = may("Operator");
  return (
    <Card title="Versions" flush>
      {versions.length === 0 ? (
        <EmptyState title="No version yet">
          A version is published whole, and never changes after that.
        </EmptyState>
      ) : (
        <DataTable
          label="Versions"
          rows={versions}
          rowKey={(version) => version.version}
          rowName={(version) => version.version}
          href={(version) => `/bundles/${bundle.id}?version=${encodeURIComponent(version.version)}`}
          onOpen={(version) => onOpen(version.version)}
          columns={[
            {
              id: "version",
              header: "Version",
              cell: (version) => (
                <span className="flex flex-wrap items-center gap-2">
                  <span className="font-mono">{version.version}</span>
                  {version.version === bundle.latestVersion && <Badge tone="none">latest</Badge>}
                  {version.quarantine !== undefined && <Badge tone="bad">in quarantine</Badge>}
                </span>
              ),
            },
            { id: "devices", header: "Devices", align: "right", cell: (version) => version.deviceCount ?? 0 },
            {
              id: "containers",
              header: "Containers",
              align: "right",
              from: "md",
              cell: (version) => version.containers,
            },
            {
              id: "made",
              header: "Published",
              from: "sm",
              cell: (version) => <Ago at={version.createdAt} />,
            },
            {
              id: "by",
              header: "By",
              from: "lg",
              cell: (version) => <span className="text-muted break-all">{version.createdBy}</span>,
            },
            ...(deploy
              ? [
                  {
                    id: "deploy",
                    header: "Deploy",
                    cell: (version: { version: string }) => (
                      <Link
                        to="/rollouts/new"
                        search={{ bundle: bundle.id, version: version.version }}
                        className="text-accent hover:underline"
                        aria-label={`Deploy ${version.version}`}
                      >
                        Deploy
                      </Link>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Card>
  );
}
