import { getRouteApi, Link } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { useBundleChoice } from "../api/bundles";
import { useRights } from "../api/roles";
import { changed } from "../lib/address";
import { Badge } from "../ui/badge";
import { buttonClass } from "../ui/button";
import { Card } from "../ui/card";
import { SelectField } from "../ui/field";
import { PagedTable } from "../ui/list";
import { ListFilter } from "../ui/listFilter";
import { PageHeader } from "../ui/page";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";
import { useRollouts } from "./data";
import { ProgressBar } from "./ProgressBar";
import { STATUS_TONES, words } from "../ui/rolloutStatus";
import { deviceCount, type RolloutStatus } from "./waves";

const route = getRouteApi("/rollouts");

const KINDS: { value: string; label: string; status: RolloutStatus[] | undefined }[] = [
  { value: "", label: "All", status: undefined },
  {
    value: "open",
    label: "Under way",
    status: ["Draft", "AwaitingApproval", "Scheduled", "Running", "Paused", "RollingBack"],
  },
  { value: "attention", label: "Needing somebody", status: ["AwaitingApproval", "Paused", "Failed"] },
  { value: "ended", label: "Ended", status: ["Succeeded", "Failed", "RolledBack", "Cancelled"] },
];

export function RolloutsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useRights();
  const bundles = useBundleChoice();
  const kind = KINDS.find(({ value }) => value === search.kind) ?? KINDS[0];
  const rollouts = useRollouts({ bundle: search.bundle, status: kind?.status });
  const onSearch = (change: { kind?: string | undefined; bundle?: string | undefined }) =>
    void navigate({ search: changed(search, change), replace: true });
  return (
    <>
      <PageHeader
        title="Rollouts"
        description="Versions on their way to devices, and those that have arrived."
        actions={
          may("Operator") && (
            <Link to="/rollouts/new" search={{}} className={buttonClass("primary")}>
              <Rocket className="size-4" aria-hidden="true" /> New rollout
            </Link>
          )
        }
      />
      <Card title="Rollouts" flush>
        <ListFilter fields={2}>
          <SelectField
            label="Show"
            value={kind?.value ?? ""}
            options={KINDS}
            onChange={(value) => onSearch({ kind: value })}
          />
          <SelectField
            label="Bundle"
            value={search.bundle ?? ""}
            options={[
              { value: "", label: "any" },
              ...(bundles.data ?? []).map(({ id }) => ({ value: id, label: id })),
              ...(search.bundle !== undefined && bundles.data === undefined
                ? [{ value: search.bundle, label: search.bundle }]
                : []),
            ]}
            onChange={(value) => onSearch({ bundle: value })}
          />
        </ListFilter>
        <PagedTable
          pages={rollouts}
          what="The rollouts"
          rowKey={(rollout) => rollout.id}
          rowName={(rollout) => rollout.name}
          href={(rollout) => `/rollouts/${rollout.id}`}
          onOpen={(rollout) =>
            void navigate({ to: "/rollouts/$rolloutId", params: { rolloutId: rollout.id }, search: {} })
          }
          columns={[
            {
              id: "name",
              header: "Rollout",
              cell: (rollout) => (
                <>
                  {rollout.name}
                  <span className="text-muted block font-mono text-xs font-normal">
                    {rollout.bundleId} {rollout.version}
                  </span>
                </>
              ),
            },
            {
              id: "status",
              header: "Status",
              cell: (rollout) => (
                <Badge tone={STATUS_TONES[rollout.status]} dot>
                  {words(rollout.status)}
                </Badge>
              ),
            },
            {
              id: "progress",
              header: "Progress",
              from: "sm",
              cell: (rollout) => <ProgressBar thin label="Progress" progress={rollout.progress} />,
            },
            {
              id: "devices",
              header: "Devices",
              align: "right",
              from: "md",
              cell: (rollout) => deviceCount(rollout.progress),
            },
            { id: "made", header: "Made", from: "md", cell: (rollout) => <Ago at={rollout.createdAt} /> },
            {
              id: "by",
              header: "By",
              from: "xl",
              cell: (rollout) => <span className="text-muted break-all">{rollout.createdBy}</span>,
            },
          ]}
          empty={
            <EmptyState title={kind?.status === undefined ? "No rollout yet" : "No rollout is like that"}>
              A rollout brings a version of a bundle to a group, a selection or single devices, in waves.
            </EmptyState>
          }
        />
      </Card>
    </>
  );
}
