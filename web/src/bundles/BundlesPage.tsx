import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useBundles } from "../api/bundles";
import { useRights } from "../api/roles";
import { buttonClass } from "../ui/button";
import { Card } from "../ui/card";
import { PagedTable } from "../ui/list";
import { PageHeader } from "../ui/page";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";

export function BundlesPage() {
  const may = useRights();
  const navigate = useNavigate();
  const bundles = useBundles();
  const publish = may("Operator") ? (
    <Link to="/bundles/new" className={buttonClass("primary")}>
      <Plus className="size-4" aria-hidden="true" /> New bundle
    </Link>
  ) : undefined;
  return (
    <>
      <PageHeader
        title="Bundles"
        description="What devices run: containers in versions that never change."
        actions={publish}
      />
      <Card title="All bundles" flush>
        <PagedTable
          pages={bundles}
          what="The bundles"
          rowKey={(bundle) => bundle.id}
          rowName={(bundle) => bundle.id}
          href={(bundle) => `/bundles/${bundle.id}`}
          onOpen={(bundle) => void navigate({ to: "/bundles/$bundleId", params: { bundleId: bundle.id } })}
          columns={[
            { id: "id", header: "Bundle", cell: (bundle) => bundle.id },
            {
              id: "latest",
              header: "Latest",
              cell: (bundle) => <span className="font-mono text-xs">{bundle.latestVersion ?? "–"}</span>,
            },
            { id: "devices", header: "Devices", align: "right", cell: (bundle) => bundle.deviceCount ?? 0 },
            {
              id: "description",
              header: "Description",
              from: "md",
              cell: (bundle) => <span className="text-muted">{bundle.description}</span>,
            },
            { id: "created", header: "Made", from: "sm", cell: (bundle) => <Ago at={bundle.createdAt} /> },
          ]}
          empty={
            <EmptyState title="No bundle yet">
              A bundle is a set of containers that devices run together. Publish the first version here, or
              from a pipeline.
            </EmptyState>
          }
        />
      </Card>
    </>
  );
}
