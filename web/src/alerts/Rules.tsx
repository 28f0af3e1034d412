import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, tagged } from "../api/client";
import { useRights } from "../api/roles";
import { Badge } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm";
import { ListCard, actionColumn } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { toastProblem } from "../ui/toast";
import { conditionText } from "./condition";
import { SEVERITY_TONES, useRules, type AlertRule } from "./data";
import { RuleDialog, type Editing } from "./RuleDialog";

export function Rules() {
  const may = useRights();
  const rules = useRules();
  const [editing, setEditing] = useState<Editing>();
  const [deleting, setDeleting] = useState<AlertRule>();
  const remove = useAct(
    (id: string) => settled(api.DELETE("/alert-rules/{id}", { params: { path: { id } } })),
    {
      done: "The rule is deleted",
      changes: [["alerts"]],
    },
  );
  const operator = may("Operator");
  // A rule is read anew to be changed, so that the change names what it was made from.
  const open = (rule: AlertRule) =>
    void tagged(api.GET("/alert-rules/{id}", { params: { path: { id: rule.id } } })).then(
      (read) => setEditing({ rule: read.value, etag: read.etag }),
      (error: unknown) => toastProblem("The rule could not be opened", error),
    );
  return (
    <ListCard
      title="Rules"
      make={operator ? { label: "New rule", onClick: () => setEditing({}) } : undefined}
      pages={rules}
      what="The rules"
      rowKey={(rule) => rule.id}
      rowName={(rule) => rule.name}
      {...(operator ? { onOpen: open } : {})}
      columns={[
        {
          id: "name",
          header: "Rule",
          cell: (rule) => (
            <>
              <span className="font-medium">{rule.name}</span>
              <span className="text-muted block text-xs break-words">{conditionText(rule.condition)}</span>
            </>
          ),
        },
        {
          id: "severity",
          header: "Severity",
          cell: (rule) => (
            <span className="flex flex-wrap gap-1">
              <Badge tone={SEVERITY_TONES[rule.severity]}>{rule.severity.toLowerCase()}</Badge>
              {!rule.enabled && <Badge tone="none">off</Badge>}
            </span>
          ),
        },
        {
          id: "selector",
          header: "Devices",
          from: "md",
          cell: (rule) =>
            rule.selector === "" ? (
              "all"
            ) : (
              <code className="font-mono text-xs break-all">{rule.selector}</code>
            ),
        },
        ...(operator
          ? [
              actionColumn("Change", (rule: AlertRule) => rule.name, [
                { label: "Change", onClick: open },
                { label: "Delete", onClick: setDeleting },
              ]),
            ]
          : []),
      ]}
      empty={
        <EmptyState title="No rule yet">
          A rule watches a metric on devices, and fires when it goes too far.
        </EmptyState>
      }
    >
      {editing !== undefined && <RuleDialog editing={editing} onClose={() => setEditing(undefined)} />}
      <ConfirmDialog
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        title={`Delete ${deleting?.name ?? ""}?`}
        action="Delete"
        danger
        name={deleting?.name ?? ""}
        onConfirm={() => remove.mutateAsync(deleting?.id ?? "")}
      >
        Its open alerts end, and nothing is told of it any more. To pause it, switch it off instead.
      </ConfirmDialog>
    </ListCard>
  );
}
