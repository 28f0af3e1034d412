import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAct } from "../api/act";
import { useBundle, useBundleChoice } from "../api/bundles";
import { api, settled, taken } from "../api/client";
import type { Group } from "../api/groups";
import { live } from "../api/live";
import { fieldErrors } from "../api/problem";
import { useRights } from "../api/roles";
import { counted } from "../lib/format";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm";
import { Dialog } from "../ui/dialog";
import { SelectField } from "../ui/field";
import { Loaded } from "../ui/loaded";
import { ProblemNotice } from "../ui/problem";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";

/** What the group asks its devices to run. */
export function Assignments({ group }: { group: Group }) {
  const may = useRights();
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<string>();
  const assigned = useQuery({
    queryKey: ["groups", "bundles", group.id],
    queryFn: () => taken(api.GET("/groups/{id}/bundles", { params: { path: { id: group.id } } })),
    refetchInterval: live,
  });
  const unassign = useAct(
    (bundleId: string) =>
      settled(
        api.DELETE("/groups/{id}/bundles/{bundleId}", { params: { path: { id: group.id, bundleId } } }),
      ),
    {
      done: (_, bundleId) => `${group.name} asks for ${bundleId} no longer`,
      changes: [["groups", "bundles"], ["bundles"]],
    },
  );
  return (
    <Card
      title="Runs"
      flush
      action={may("Operator") && <Button onClick={() => setAdding(true)}>Assign</Button>}
    >
      <Loaded query={assigned} what="What the group runs">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="It asks for nothing">Assign a version, or bring one by a rollout.</EmptyState>
          ) : (
            <ul className="divide-y text-sm">
              {items.map((one) => (
                <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
                  <Link
                    to="/bundles/$bundleId"
                    params={{ bundleId: one.bundleId }}
                    search={{ version: one.version }}
                    className="text-accent min-w-0 break-all hover:underline"
                  >
                    {one.bundleId} {one.version}
                  </Link>
                  <span className="text-muted text-xs">
                    <Ago at={one.assignedAt} />
                  </span>
                  {may("Operator") && (
                    <Button
                      kind="quiet"
                      className="-my-1 ml-auto"
                      aria-label={`Take ${one.bundleId} back`}
                      onClick={() => setEnding(one.bundleId)}
                    >
                      Take back
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <Assign group={group} onClose={() => setAdding(false)} />}
      <ConfirmDialog
        open={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title={`Take ${ending ?? ""} back?`}
        action="Take back"
        danger
        onConfirm={() => unassign.mutateAsync(ending ?? "")}
      >
        {counted(group.memberCount, "device")} of {group.name} will stop running it, unless something else
        asks for it.
      </ConfirmDialog>
    </Card>
  );
}

function Assign({ group, onClose }: { group: Group; onClose: () => void }) {
  const bundles = useBundleChoice();
  const [bundleId, setBundleId] = useState("");
  const [version, setVersion] = useState("");
  const bundle = useBundle(bundleId);
  const assign = useAct(
    () =>
      taken(
        api.POST("/groups/{id}/bundles", { params: { path: { id: group.id } }, body: { bundleId, version } }),
      ),
    { done: `${group.name} asks for ${bundleId} ${version}`, changes: [["groups", "bundles"], ["bundles"]] },
  );
  const refused = fieldErrors(assign.error);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Assign a bundle to ${group.name}`}
      description={`Every one of its devices is asked at once. A rollout goes in waves, and can be taken back.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={assign.isPending}
            disabled={bundleId === "" || version === ""}
            onClick={() => assign.mutate(undefined, { onSuccess: onClose })}
          >
            Assign
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <SelectField
          label="Bundle"
          value={bundleId}
          error={refused.bundleId}
          options={[
            { value: "", label: "Choose…" },
            ...(bundles.data ?? []).map(({ id }) => ({ value: id, label: id })),
          ]}
          onChange={(id) => {
            setBundleId(id);
            setVersion(bundles.data?.find((one) => one.id === id)?.latestVersion ?? "");
          }}
        />
        <SelectField
          label="Version"
          value={version}
          error={refused.version}
          options={[
            { value: "", label: "Choose…" },
            ...(bundle.data?.versions ?? []).map((one) => ({ value: one.version, label: one.version })),
          ]}
          onChange={setVersion}
        />
        {assign.isError && <ProblemNotice error={assign.error} />}
      </div>
    </Dialog>
  );
}
