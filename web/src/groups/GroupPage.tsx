import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronLeft, Ellipsis, Rocket } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, tagged } from "../api/client";
import type { Group } from "../api/groups";
import { live } from "../api/live";
import { useMissing } from "../api/failure";
import { useRights } from "../api/roles";
import { Badge } from "../ui/badge";
import { Button, buttonClass } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm";
import { Loaded } from "../ui/loaded";
import { Menu } from "../ui/menu";
import { PageHeader } from "../ui/page";
import { ErrorState } from "../ui/states";
import { Assignments } from "./Assignments";
import { GroupDialog } from "./GroupDialog";
import { Members } from "./Members";

const route = getRouteApi("/groups/$groupId");

export function GroupPage() {
  const { groupId } = route.useParams();
  const group = useQuery({
    queryKey: ["groups", "one", groupId],
    queryFn: () => tagged(api.GET("/groups/{id}", { params: { path: { id: groupId } } })),
    refetchInterval: live,
  });
  const missing = useMissing(group);
  if (missing) return <ErrorState title="There is no such group" detail="It may have been deleted." />;
  return (
    <Loaded query={group} what="The group">
      {(data) => (
        <>
          <Heading group={data} />
          <div className="grid gap-6 lg:grid-cols-3">
            <div className="min-w-0 lg:col-span-2">
              <Members group={data.value} />
            </div>
            <Assignments group={data.value} />
          </div>
        </>
      )}
    </Loaded>
  );
}

function Heading({ group }: { group: { value: Group; etag: string | undefined } }) {
  const may = useRights();
  const { id, name, description, selector, priority, timeZone } = group.value;
  return (
    <PageHeader
      title={name}
      back={
        <Link to="/groups" search={{}} className="text-muted hover:text-ink inline-flex items-center gap-1">
          <ChevronLeft className="size-4" aria-hidden="true" /> Groups
        </Link>
      }
      badges={
        <>
          <Badge tone="none">priority {priority}</Badge>
          {timeZone !== undefined && <Badge tone="none">{timeZone}</Badge>}
        </>
      }
      description={
        <>
          {description}
          {selector !== undefined && <code className="block font-mono text-xs break-all">{selector}</code>}
        </>
      }
      actions={
        may("Operator") && (
          <>
            <Link to="/rollouts/new" search={{ group: id }} className={buttonClass()}>
              <Rocket className="size-4" aria-hidden="true" /> Deploy
            </Link>
            <More group={group} />
          </>
        )
      }
    />
  );
}

function More({ group }: { group: { value: Group; etag: string | undefined } }) {
  const navigate = route.useNavigate();
  // What is changed is what was opened: what others did meanwhile is refused by its ETag.
  const [changing, setChanging] = useState<typeof group>();
  const [deleting, setDeleting] = useState(false);
  const { id, name } = group.value;
  const remove = useAct(() => settled(api.DELETE("/groups/{id}", { params: { path: { id } } })), {
    done: `${name} is deleted`,
    changes: [
      ["groups", "list"],
      ["groups", "choice"],
    ],
  });
  return (
    <>
      <Button onClick={() => setChanging(group)}>Change</Button>
      <Menu
        trigger={
          <Button kind="quiet" aria-label="More">
            <Ellipsis className="size-4" />
          </Button>
        }
        entries={[{ label: "Delete group", danger: true, onSelect: () => setDeleting(true) }]}
      />
      <GroupDialog
        open={changing !== undefined}
        group={changing}
        onClose={() => setChanging(undefined)}
        onDone={() => setChanging(undefined)}
      />
      <ConfirmDialog
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${name}?`}
        action="Delete"
        danger
        name={name}
        onConfirm={async () => {
          await remove.mutateAsync(undefined);
          await navigate({ to: "/groups", search: {} });
        }}
      >
        Its devices stay. What the group asked them to run is taken back, and they stop running it unless
        something else asks for it.
      </ConfirmDialog>
    </>
  );
}
