import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useRights } from "../api/roles";
import { Badge, type Tone } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { SelectField } from "../ui/field";
import { PagedTable } from "../ui/list";
import { ListFilter } from "../ui/listFilter";
import { EmptyState } from "../ui/states";
import { When } from "../ui/time";
import { valueText } from "./condition";
import { SEVERITIES, SEVERITY_TONES, useAlerts, type Alert, type AlertState } from "./data";
import { NewSilence } from "./NewSilence";

const STATES: { value: string; label: string; state: AlertState[] | undefined }[] = [
  { value: "", label: "open", state: ["Firing", "Pending"] },
  { value: "Firing", label: "firing", state: ["Firing"] },
  { value: "Pending", label: "pending", state: ["Pending"] },
  { value: "Resolved", label: "resolved", state: ["Resolved"] },
  { value: "all", label: "all", state: undefined },
];

const TONES: Record<AlertState, Tone> = { Pending: "none", Firing: "bad", Resolved: "good" };
const ENDS = { Recovered: "recovered", OutOfScope: "out of the rule's reach", RuleEnded: "the rule ended" };

export function Firing({
  search,
  onSearch,
}: {
  search: { state?: string; severity?: string; rule?: string };
  onSearch: (change: {
    state?: string | undefined;
    severity?: string | undefined;
    rule?: string | undefined;
  }) => void;
}) {
  const may = useRights();
  const navigate = useNavigate();
  const [silencing, setSilencing] = useState<Alert>();
  const state = STATES.find(({ value }) => value === search.state) ?? STATES[0];
  const severity = SEVERITIES.find((known) => known === search.severity);
  const alerts = useAlerts({
    state: state?.state,
    severity: severity === undefined ? undefined : [severity],
    ruleId: search.rule,
  });
  return (
    <Card title="Alerts" flush>
      <ListFilter fields={2}>
        <SelectField
          label="State"
          value={state?.value ?? ""}
          options={STATES}
          onChange={(value) => onSearch({ state: value })}
        />
        <SelectField
          label="Severity"
          value={severity ?? ""}
          options={[
            { value: "", label: "any" },
            ...SEVERITIES.map((value) => ({ value, label: value.toLowerCase() })),
          ]}
          onChange={(value) => onSearch({ severity: value })}
        />
        {search.rule !== undefined && (
          <Button className="col-span-2" onClick={() => onSearch({ rule: undefined })}>
            Show alerts of all rules
          </Button>
        )}
      </ListFilter>
      <PagedTable
        pages={alerts}
        what="The alerts"
        rowKey={(alert) => alert.id}
        rowName={(alert) => `${alert.rule.name} on ${alert.device.name}`}
        href={(alert) => `/devices/${alert.device.id}`}
        onOpen={(alert) =>
          void navigate({ to: "/devices/$deviceId", params: { deviceId: alert.device.id }, search: {} })
        }
        columns={[
          {
            id: "rule",
            header: "Alert",
            cell: (alert) => (
              <>
                {alert.rule.name}
                <span className="text-muted block text-xs font-normal">on {alert.device.name}</span>
              </>
            ),
          },
          {
            id: "state",
            header: "State",
            cell: (alert) => (
              <span className="flex flex-wrap gap-1">
                <Badge tone={TONES[alert.state]} dot>
                  {alert.state.toLowerCase()}
                </Badge>
                {alert.silencedBy.length > 0 && <Badge tone="none">silenced</Badge>}
                {alert.endReason !== undefined && alert.endReason !== "Recovered" && (
                  <Badge tone="none">{ENDS[alert.endReason]}</Badge>
                )}
              </span>
            ),
          },
          {
            id: "severity",
            header: "Severity",
            from: "sm",
            cell: (alert) => (
              <Badge tone={SEVERITY_TONES[alert.rule.severity]}>{alert.rule.severity.toLowerCase()}</Badge>
            ),
          },
          {
            id: "value",
            header: "Value",
            align: "right",
            from: "sm",
            cell: (alert) => (
              <>
                {valueText(alert.rule.metric, alert.value)}
                <span className="text-muted block text-xs">{alert.rule.metric}</span>
              </>
            ),
          },
          {
            id: "since",
            header: "Since",
            from: "md",
            cell: (alert) => <When at={alert.firedAt ?? alert.startedAt} />,
          },
          { id: "ended", header: "Ended", from: "lg", cell: (alert) => <When at={alert.endedAt} /> },
          ...(may("Operator")
            ? [
                {
                  id: "silence",
                  header: "Silence",
                  cell: (alert: Alert) =>
                    alert.state !== "Resolved" &&
                    alert.silencedBy.length === 0 && (
                      <Button
                        kind="quiet"
                        className="-my-1"
                        aria-label={`Silence ${alert.rule.name}`}
                        onClick={() => setSilencing(alert)}
                      >
                        Silence
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
        empty={
          state?.value === "" && severity === undefined ? (
            <EmptyState title="Nothing is wrong">
              No rule holds for any device at the moment. Set rules to be told when one does.{" "}
              <Link to="/alerts" search={{ tab: "rules" }} className="text-accent underline">
                Rules
              </Link>
            </EmptyState>
          ) : (
            <EmptyState title="No alert is like that" />
          )
        }
      />
      {silencing !== undefined && (
        <NewSilence ruleId={silencing.rule.id} onClose={() => setSilencing(undefined)} />
      )}
    </Card>
  );
}
