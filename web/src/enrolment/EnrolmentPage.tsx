import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, settled, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { useGroupChoice } from "../api/groups";
import { usePages } from "../api/pages";
import { given } from "../lib/given";
import { Badge, type Tone } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm";
import { Labels } from "../ui/labels";
import { PagedTable } from "../ui/list";
import { PageHeader } from "../ui/page";
import { EmptyState } from "../ui/states";
import { When } from "../ui/time";
import { NewToken } from "./NewToken";

export type EnrollmentToken = components["schemas"]["EnrollmentToken"];

const route = getRouteApi("/enrolment");

const STATES: Record<EnrollmentToken["state"], { words: string; tone: Tone }> = {
  Usable: { words: "usable", tone: "good" },
  UsedUp: { words: "used up", tone: "none" },
  Expired: { words: "expired", tone: "none" },
  Revoked: { words: "revoked", tone: "bad" },
};

export function EnrolmentPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useGroupChoice();
  const [revoking, setRevoking] = useState<EnrollmentToken>();
  const tokens = usePages(["enrolment", "tokens"], (cursor) =>
    taken(api.GET("/enrollment-tokens", { params: { query: given({ limit: 50, cursor }) } })),
  );
  const revoke = useAct(
    (id: string) => settled(api.DELETE("/enrollment-tokens/{id}", { params: { path: { id } } })),
    { done: "The token is revoked", changes: [["enrolment"]] },
  );
  return (
    <>
      <PageHeader
        title="Enrolment"
        description="Tokens that let machines become devices of this fleet."
        actions={
          <Button kind="primary" onClick={() => void navigate({ search: { new: "yes" } })}>
            <Plus className="size-4" aria-hidden="true" /> New token
          </Button>
        }
      />
      <Card title="Tokens" flush>
        <PagedTable
          pages={tokens}
          what="The tokens"
          rowKey={(token) => token.id}
          rowName={nameOf}
          columns={[
            {
              id: "description",
              header: "Token",
              cell: (token) => (
                <>
                  <span className="font-medium">{nameOf(token)}</span>
                  {token.replaces !== undefined && (
                    <span className="text-muted block text-xs">
                      for the machine that stands in for a broken one
                    </span>
                  )}
                </>
              ),
            },
            {
              id: "state",
              header: "State",
              cell: (token) => <Badge tone={STATES[token.state].tone}>{STATES[token.state].words}</Badge>,
            },
            {
              id: "uses",
              header: "Used",
              align: "right",
              cell: (token) =>
                token.maxUses === undefined ? token.uses : `${token.uses} of ${token.maxUses}`,
            },
            {
              id: "ends",
              header: "Ends",
              from: "sm",
              cell: (token) => <When at={token.revokedAt ?? token.expiresAt} />,
            },
            {
              id: "labels",
              header: "Labels",
              from: "lg",
              cell: (token) => <Labels labels={token.labels} most={4} />,
            },
            {
              id: "groups",
              header: "Groups",
              from: "lg",
              cell: (token) =>
                token.groupIds
                  .map((id) => groups.data?.find((group) => group.id === id)?.name ?? "?")
                  .join(", "),
            },
            {
              id: "by",
              header: "Made by",
              from: "xl",
              cell: (token) => <span className="text-muted break-all">{token.createdBy}</span>,
            },
            {
              id: "revoke",
              header: "Revoke",
              cell: (token) =>
                token.state === "Usable" && (
                  <Button
                    kind="quiet"
                    className="-my-1"
                    aria-label={`Revoke ${nameOf(token)}`}
                    onClick={() => setRevoking(token)}
                  >
                    Revoke
                  </Button>
                ),
            },
          ]}
          empty={
            <EmptyState title="No token yet">
              Make one, and the line to run on a device and a QR code for its image show once.
            </EmptyState>
          }
        />
      </Card>
      {search.new !== undefined && <NewToken onClose={() => void navigate({ search: {} })} />}
      <ConfirmDialog
        open={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={`Revoke ${revoking === undefined ? "" : nameOf(revoking)}?`}
        action="Revoke"
        danger
        onConfirm={() => revoke.mutateAsync(revoking?.id ?? "")}
      >
        No other machine gets in with it, and there is no way to make it good again. Devices that have
        enrolled stay.
      </ConfirmDialog>
    </>
  );
}

function nameOf(token: EnrollmentToken): string {
  return token.description === "" ? `token ${token.id.slice(-8)}` : token.description;
}
