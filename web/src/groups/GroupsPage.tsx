import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useGroups } from "../api/groups";
import { useRights } from "../api/roles";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { PagedTable } from "../ui/list";
import { PageHeader } from "../ui/page";
import { EmptyState } from "../ui/states";
import { GroupDialog } from "./GroupDialog";

const route = getRouteApi("/groups");

export function GroupsPage() {
  const may = useRights();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useGroups();
  const open = (groupId: string) =>
    void navigate({ to: "/groups/$groupId", params: { groupId }, search: {} });
  return (
    <>
      <PageHeader
        title="Groups"
        description="Devices that belong together, by name or by what they are labelled."
        actions={
          may("Operator") && (
            <Button kind="primary" onClick={() => void navigate({ search: { new: "yes" } })}>
              <Plus className="size-4" aria-hidden="true" /> New group
            </Button>
          )
        }
      />
      <Card title="All groups" flush>
        <PagedTable
          pages={groups}
          what="The groups"
          rowKey={(group) => group.id}
          rowName={(group) => group.name}
          href={(group) => `/groups/${group.id}`}
          onOpen={(group) => open(group.id)}
          columns={[
            { id: "name", header: "Group", cell: (group) => group.name },
            { id: "members", header: "Devices", align: "right", cell: (group) => group.memberCount },
            {
              id: "kind",
              header: "Members",
              from: "sm",
              cell: (group) =>
                group.selector === undefined ? (
                  <Badge tone="none">by name</Badge>
                ) : (
                  <code className="font-mono text-xs break-all">{group.selector}</code>
                ),
            },
            {
              id: "priority",
              header: "Priority",
              align: "right",
              from: "md",
              cell: (group) => group.priority,
            },
            {
              id: "description",
              header: "Description",
              from: "lg",
              cell: (group) => <span className="text-muted">{group.description}</span>,
            },
          ]}
          empty={
            <EmptyState title="No group yet">
              What a group is asked to run, each of its devices runs, and those that join it later, too.
            </EmptyState>
          }
        />
      </Card>
      <GroupDialog
        open={search.new !== undefined && may("Operator")}
        onClose={() => void navigate({ search: {} })}
        onDone={(group) => open(group.id)}
      />
    </>
  );
}
