import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, tagged, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { given } from "../lib/given";
import { Badge } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm";
import { ListCard, actionColumn } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { TrustDialog } from "./TrustDialog";

export type DeployTrust = components["schemas"]["DeployTrust"];

/** Repositories whose pipelines may deploy. */
export function Trusts() {
  const [making, setMaking] = useState(false);
  const [changing, setChanging] = useState<string>();
  const [deleting, setDeleting] = useState<DeployTrust>();
  const trusts = usePages(
    ["settings", "trusts"],
    (cursor) => taken(api.GET("/deploy-trusts", { params: { query: given({ limit: 50, cursor }) } })),
    false,
  );
  const one = useQuery({
    queryKey: ["settings", "trust", changing],
    queryFn: () => tagged(api.GET("/deploy-trusts/{id}", { params: { path: { id: changing ?? "" } } })),
    enabled: changing !== undefined,
    // What is being changed is what was opened.
    staleTime: Infinity,
    gcTime: 0,
  });
  const remove = useAct(
    (id: string) => settled(api.DELETE("/deploy-trusts/{id}", { params: { path: { id } } })),
    { done: "The trust is deleted", changes: [["settings", "trusts"]] },
  );
  return (
    <ListCard
      title="Deploy trusts"
      make={{ label: "New trust", onClick: () => setMaking(true) }}
      pages={trusts}
      what="The deploy trusts"
      rowKey={(trust) => trust.id}
      rowName={(trust) => trust.name}
      onOpen={(trust) => setChanging(trust.id)}
      columns={[
        {
          id: "name",
          header: "Trust",
          cell: (trust) => (
            <>
              <span className="font-medium">{trust.name}</span>
              <span className="text-muted block font-mono text-xs break-all">
                {trust.repository}
                {trust.ref === undefined ? "" : ` ${trust.ref}`}
                {trust.environment === undefined ? "" : ` (${trust.environment})`}
              </span>
            </>
          ),
        },
        { id: "role", header: "As", from: "sm", cell: (trust) => <Badge tone="none">{trust.role}</Badge> },
        {
          id: "bundles",
          header: "Bundles",
          from: "md",
          cell: (trust) => <span className="text-xs">{trust.bundles.join(", ")}</span>,
        },
        actionColumn("Change", (trust: DeployTrust) => trust.name, [
          { label: "Change", onClick: (trust) => setChanging(trust.id) },
          { label: "Delete", onClick: setDeleting },
        ]),
      ]}
      empty={
        <EmptyState title="No pipeline is trusted">
          A trust lets a repository&apos;s pipelines publish and deploy certain bundles without any secret.
        </EmptyState>
      }
    >
      {making && <TrustDialog onClose={() => setMaking(false)} />}
      {changing !== undefined && one.data !== undefined && (
        <TrustDialog trust={one.data.value} etag={one.data.etag} onClose={() => setChanging(undefined)} />
      )}
      <ConfirmDialog
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Delete ${deleting?.name ?? ""}?`}
        action="Delete"
        danger
        name={deleting?.name ?? ""}
        onConfirm={() => remove.mutateAsync(deleting?.id ?? "")}
      >
        The tokens that pipelines hold by it end at once.
      </ConfirmDialog>
    </ListCard>
  );
}
