import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { counted } from "../lib/format";
import { given } from "../lib/given";
import { Badge, type Tone } from "../ui/badge";
import { ConfirmDialog } from "../ui/confirm";
import { ListCard, actionColumn } from "../ui/listCard";
import { EmptyState } from "../ui/states";
import { When } from "../ui/time";
import { NewAccessToken } from "./NewAccessToken";

type AccessToken = components["schemas"]["AccessToken"];

const TONES: Record<AccessToken["state"], Tone> = { Usable: "good", Expired: "none", Revoked: "bad" };

/** Tokens for one's own scripts; an admin sees everybody's. */
export function AccessTokens() {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<AccessToken>();
  const tokens = usePages(
    ["settings", "tokens"],
    (cursor) => taken(api.GET("/access-tokens", { params: { query: given({ limit: 50, cursor }) } })),
    false,
  );
  const revoke = useAct(
    (id: string) => settled(api.DELETE("/access-tokens/{id}", { params: { path: { id } } })),
    {
      done: "The token is revoked",
      changes: [["settings", "tokens"]],
    },
  );
  return (
    <ListCard
      title="Access tokens"
      make={{ label: "New token", onClick: () => setMaking(true) }}
      pages={tokens}
      what="The access tokens"
      rowKey={(token) => token.id}
      rowName={(token) => token.name}
      columns={[
        {
          id: "name",
          header: "Token",
          cell: (token) => (
            <>
              <span className="font-medium">{token.name}</span>
              <span className="text-muted block text-xs break-words">
                {token.owner.name ?? token.owner.email ?? token.owner.subject}
              </span>
            </>
          ),
        },
        {
          id: "state",
          header: "State",
          cell: (token) => (
            <span className="flex flex-wrap gap-1">
              <Badge tone={TONES[token.state]}>{token.state.toLowerCase()}</Badge>
              <Badge tone="none">{token.role}</Badge>
            </span>
          ),
        },
        {
          id: "ends",
          header: "Ends",
          from: "sm",
          cell: (token) => <When at={token.revokedAt ?? token.expiresAt} />,
        },
        { id: "used", header: "Last used", from: "md", cell: (token) => <When at={token.lastUsedAt} /> },
        {
          id: "reach",
          header: "Reaches",
          from: "lg",
          cell: (token) => (
            <span className="text-xs">
              {token.bundles === undefined ? "all bundles" : token.bundles.join(", ")}
              {token.groups === undefined ? "" : `, ${counted(token.groups.length, "group")}`}
            </span>
          ),
        },
        actionColumn("Revoke", (token: AccessToken) => token.name, [
          { label: "Revoke", onClick: setRevoking, when: (token) => token.state === "Usable" },
        ]),
      ]}
      empty={
        <EmptyState title="No token yet">
          A token lets your own scripts do what you may do, or less.
        </EmptyState>
      }
    >
      {making && <NewAccessToken onClose={() => setMaking(false)} />}
      <ConfirmDialog
        open={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={`Revoke ${revoking?.name ?? ""}?`}
        action="Revoke"
        danger
        onConfirm={() => revoke.mutateAsync(revoking?.id ?? "")}
      >
        It ends at once, for good.
      </ConfirmDialog>
    </ListCard>
  );
}
