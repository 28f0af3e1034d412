import { useState } from "react";
import { useRights } from "../api/roles";
import { Button, type ButtonKind } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm";
import { toastProblem } from "../ui/toast";
import { ACTION_WORDS, possible, type Action } from "./actions";
import { useRolloutAction } from "./data";
import type { Rollout } from "./waves";

const KINDS: Partial<Record<Action, ButtonKind>> = {
  approve: "primary",
  start: "primary",
  resume: "primary",
};

/** What can be done with it now; what cannot be taken back is asked about first, by name where everything ends. */
export function Actions({ rollout }: { rollout: Rollout }) {
  const may = useRights();
  const [asked, setAsked] = useState<Action>();
  const act = useRolloutAction(rollout);
  if (!may("Operator")) return null;
  const onClick = (action: Action) => {
    if (ACTION_WORDS[action].warning !== undefined) setAsked(action);
    else
      act.mutate(action, {
        onError: (error) => toastProblem(`${ACTION_WORDS[action].label} was refused`, error),
      });
  };
  return (
    <>
      {possible(rollout).map((action) => (
        <Button
          key={action}
          kind={KINDS[action] ?? "plain"}
          busy={act.isPending && act.variables === action}
          disabled={act.isPending}
          onClick={() => onClick(action)}
        >
          {ACTION_WORDS[action].label}
        </Button>
      ))}
      {asked !== undefined && (
        <ConfirmDialog
          open
          onClose={() => setAsked(undefined)}
          title={`${ACTION_WORDS[asked].label}: ${rollout.name}`}
          action={asked === "cancel" ? "Cancel the rollout" : ACTION_WORDS[asked].label}
          danger={asked === "rollback" || asked === "cancel"}
          {...(asked === "rollback" ? { name: rollout.bundleId } : {})}
          onConfirm={() => act.mutateAsync(asked)}
        >
          {ACTION_WORDS[asked].warning}
        </ConfirmDialog>
      )}
    </>
  );
}
