import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { useStanding } from "../api/roles";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm";
import { Loaded } from "../ui/loaded";
import { Menu } from "../ui/menu";
import { PageHeader } from "../ui/page";
import { EmptyState, ErrorState } from "../ui/states";
import { DataTable } from "../ui/table";
import { Ago } from "../ui/time";
import { InstallationKeys } from "./InstallationKeys";
import { NewTenant } from "./NewTenant";
import { TenantQuotas } from "./TenantQuotas";

type Tenant = components["schemas"]["Tenant"];

const route = getRouteApi("/tenants");

/** The tenants of the installation, and its keys: for its administrators, who see into no tenant. */
export function TenantsPage() {
  const { platform } = useStanding();
  if (!platform)
    return (
      <ErrorState
        title="This takes a platform administrator"
        detail="Tenants are looked after by whoever runs the installation."
      />
    );
  return <Tenants />;
}

function Tenants() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [limiting, setLimiting] = useState<Tenant>();
  const [rebuilding, setRebuilding] = useState<Tenant>();
  const tenants = useQuery({ queryKey: ["tenants"], queryFn: () => taken(api.GET("/tenants")) });
  const rebuild = useAct(
    (id: string) => taken(api.POST("/tenants/{id}/rebuild-twins", { params: { path: { id } } })),
    { done: ({ devices }) => `${devices} twins are being written anew`, changes: [] },
  );
  const issuers = [...new Set(tenants.data?.items.flatMap((one) => one.issuers.map(({ issuer }) => issuer)))];
  return (
    <>
      <PageHeader
        title="Tenants"
        description="Each has its own people, devices and bundles; nobody sees from one into another."
        actions={
          <Button kind="primary" onClick={() => void navigate({ search: { new: "yes" } })}>
            <Plus className="size-4" aria-hidden="true" /> New tenant
          </Button>
        }
      />
      <div className="space-y-6">
        <Card title="All tenants" flush>
          <Loaded query={tenants} what="The tenants">
            {({ items }) =>
              items.length === 0 ? (
                <EmptyState title="No tenant yet">
                  Make one with its first admin, who then adds the others.
                </EmptyState>
              ) : (
                <DataTable
                  label="The tenants"
                  rows={items}
                  rowKey={(tenant) => tenant.id}
                  rowName={(tenant) => tenant.name}
                  columns={[
                    {
                      id: "name",
                      header: "Tenant",
                      cell: (tenant) => (
                        <>
                          <span className="font-medium">{tenant.displayName}</span>
                          <span className="text-muted block font-mono text-xs break-all">{tenant.name}</span>
                        </>
                      ),
                    },
                    {
                      id: "issuers",
                      header: "People sign in at",
                      from: "md",
                      cell: ({ issuers: own }) => (
                        <ul className="text-xs">
                          {own.map(({ issuer, claimValue }) => (
                            <li key={`${issuer} ${claimValue}`} className="break-all">
                              {issuer} <span className="text-muted">as {claimValue}</span>
                            </li>
                          ))}
                        </ul>
                      ),
                    },
                    {
                      id: "made",
                      header: "Made",
                      from: "sm",
                      cell: (tenant) => <Ago at={tenant.createdAt} />,
                    },
                    {
                      id: "more",
                      header: "More",
                      align: "right",
                      cell: (tenant) => (
                        <Menu
                          trigger={
                            <Button kind="quiet" className="-my-1" aria-label={`More of ${tenant.name}`}>
                              More
                            </Button>
                          }
                          entries={[
                            { label: "Quotas", onSelect: () => setLimiting(tenant) },
                            { label: "Rebuild its twins", onSelect: () => setRebuilding(tenant) },
                          ]}
                        />
                      ),
                    },
                  ]}
                />
              )
            }
          </Loaded>
        </Card>
        <InstallationKeys />
      </div>
      {search.new !== undefined && tenants.data !== undefined && (
        <NewTenant issuers={issuers} onClose={() => void navigate({ search: {} })} />
      )}
      {limiting !== undefined && <TenantQuotas tenant={limiting} onClose={() => setLimiting(undefined)} />}
      <ConfirmDialog
        open={rebuilding !== undefined}
        onClose={() => setRebuilding(undefined)}
        title={`Rebuild the twins of ${rebuilding?.name ?? ""}?`}
        action="Rebuild"
        onConfirm={() => rebuild.mutateAsync(rebuilding?.id ?? "")}
      >
        What its devices read is written anew from the database, for when the store of twins was lost or
        damaged. Nothing changes for the devices.
      </ConfirmDialog>
    </>
  );
}
