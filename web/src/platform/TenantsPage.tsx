import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { exportsOf } from "../api/exports";
import type { components } from "../api/generated/schema";
import { useStanding } from "../api/roles";
import { counted } from "../lib/format";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm";
import { Dialog } from "../ui/dialog";
import { Exports } from "../ui/exports";
import { Loaded } from "../ui/loaded";
import { Menu } from "../ui/menu";
import { PageHeader } from "../ui/page";
import { EmptyState, ErrorState } from "../ui/states";
import { DataTable } from "../ui/table";
import { Ago, When } from "../ui/time";
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
  const [leaving, setLeaving] = useState<Tenant>();
  const [taking, setTaking] = useState<Tenant>();
  const tenants = useQuery({ queryKey: ["tenants"], queryFn: () => taken(api.GET("/tenants")) });
  const rebuild = useAct(
    (id: string) => taken(api.POST("/tenants/{id}/rebuild-twins", { params: { path: { id } } })),
    { done: ({ devices }) => `${counted(devices, "twin is", "twins are")} being written anew`, changes: [] },
  );
  const leave = useAct(
    ({ id, name }: Tenant) =>
      taken(api.DELETE("/tenants/{id}", { params: { path: { id }, query: { name } } })),
    { done: ({ name }) => `${name} leaves`, changes: [["tenants"]] },
  );
  const restore = useAct(
    (id: string) => taken(api.POST("/tenants/{id}/restore", { params: { path: { id } } })),
    {
      done: ({ name }) => `${name} is back`,
      failed: "The tenant could not be restored",
      changes: [["tenants"]],
    },
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
                    { id: "state", header: "State", cell: (tenant) => <State of={tenant} /> },
                    {
                      id: "more",
                      header: "Actions",
                      align: "right",
                      cell: (tenant) => (
                        <Menu
                          trigger={
                            <Button kind="quiet" className="-my-1" aria-label={`More of ${tenant.name}`}>
                              More
                            </Button>
                          }
                          entries={
                            tenant.state === "Active"
                              ? [
                                  { label: "Quotas", onSelect: () => setLimiting(tenant) },
                                  { label: "Rebuild its twins", onSelect: () => setRebuilding(tenant) },
                                  null,
                                  { label: "Delete", onSelect: () => setLeaving(tenant), danger: true },
                                ]
                              : [
                                  {
                                    label: "Export",
                                    onSelect: () => setTaking(tenant),
                                    disabled: tenant.state !== "Leaving",
                                  },
                                  {
                                    label: "Restore",
                                    onSelect: () => restore.mutate(tenant.id),
                                    disabled: tenant.state !== "Leaving",
                                  },
                                ]
                          }
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
      {taking !== undefined && (
        <Dialog
          open
          onClose={() => setTaking(undefined)}
          shape="wide"
          title={`What ${taking.name} takes along`}
          description="Its own admins are not let in any more. It can be had until its removal begins."
        >
          <Exports of={exportsOf(taking.id)} />
        </Dialog>
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
      <ConfirmDialog
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Delete ${leaving?.name ?? ""}?`}
        action="Delete"
        danger
        name={leaving?.name ?? ""}
        onConfirm={() => (leaving === undefined ? Promise.resolve() : leave.mutateAsync(leaving))}
      >
        Nobody of it is let in any more, neither people nor devices. It can be restored for as long as the
        installation keeps it, 30 days unless it is set otherwise; then all that is its is removed for good.
      </ConfirmDialog>
    </>
  );
}

function State({ of: { state, departure } }: { of: Tenant }) {
  switch (state) {
    case "Active":
      return <>Active</>;
    case "Leaving":
      return (
        <>
          Leaving, removed <When at={departure?.removalAt} />
        </>
      );
    case "Removing":
      return <>Being removed</>;
    case "Gone":
      return (
        <span className="text-muted">
          Gone <Ago at={departure?.goneAt} />
        </span>
      );
  }
}
