import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { useRights } from "../api/roles";
import { given } from "../lib/given";
import { Badge, type Tone } from "../ui/badge";
import { Button } from "../ui/button";
import { ListCard } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { When } from "../ui/time";
import { useRuleChoice } from "./data";
import { NewSilence } from "./NewSilence";

type Silence = components["schemas"]["AlertSilence"];

const TONES: Record<Silence["state"], Tone> = { Pending: "none", Active: "warn", Expired: "none" };

export function Silences() {
  const may = useRights();
  const rules = useRuleChoice();
  const [making, setMaking] = useState(false);
  const silences = usePages(["alerts", "silences"], (cursor) =>
    taken(api.GET("/alert-silences", { params: { query: given({ limit: 50, cursor }) } })),
  );
  const expire = useAct(
    (id: string) => settled(api.DELETE("/alert-silences/{id}", { params: { path: { id } } })),
    { done: "The silence has ended", failed: "The silence goes on", changes: [["alerts"]] },
  );
  const nameOf = (silence: Silence) =>
    silence.ruleId === undefined
      ? "every rule"
      : (rules.data?.find(({ id }) => id === silence.ruleId)?.name ?? "a rule that is gone");
  return (
    <ListCard
      title="Silences"
      make={may("Operator") ? { label: "New silence", onClick: () => setMaking(true) } : undefined}
      pages={silences}
      what="The silences"
      rowKey={(silence) => silence.id}
      rowName={nameOf}
      columns={[
        {
          id: "what",
          header: "Silences",
          cell: (silence) => (
            <>
              <span className="font-medium">{nameOf(silence)}</span>
              {silence.selector === "" ? (
                <span className="text-muted block text-xs">on every device</span>
              ) : (
                <span className="text-muted block font-mono text-xs break-all">{silence.selector}</span>
              )}
            </>
          ),
        },
        {
          id: "state",
          header: "State",
          cell: (silence) => <Badge tone={TONES[silence.state]}>{silence.state.toLowerCase()}</Badge>,
        },
        { id: "ends", header: "Ends", cell: (silence) => <When at={silence.endsAt} /> },
        {
          id: "why",
          header: "Why",
          from: "md",
          cell: (silence) => <span className="break-words">{silence.comment}</span>,
        },
        {
          id: "by",
          header: "By",
          from: "lg",
          cell: (silence) => <span className="text-muted break-all">{silence.createdBy}</span>,
        },
        ...(may("Operator")
          ? [
              {
                id: "end",
                header: "End",
                cell: (silence: Silence) =>
                  silence.state !== "Expired" && (
                    <Button
                      kind="quiet"
                      className="-my-1"
                      aria-label={`End the silence of ${nameOf(silence)}`}
                      busy={expire.isPending && expire.variables === silence.id}
                      onClick={() => expire.mutate(silence.id)}
                    >
                      End now
                    </Button>
                  ),
              },
            ]
          : []),
      ]}
      empty={<EmptyState title="Nothing is silenced">Webhooks are told of every alert.</EmptyState>}
    >
      {making && <NewSilence onClose={() => setMaking(false)} />}
    </ListCard>
  );
}
