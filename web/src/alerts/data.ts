import { useQuery } from "@tanstack/react-query";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { allOf, usePages } from "../api/pages";
import { given } from "../lib/given";
import type { Tone } from "../ui/badge";

export type Alert = components["schemas"]["Alert"];
export type AlertRule = components["schemas"]["AlertRule"];
export type Severity = components["schemas"]["AlertSeverity"];
export type AlertState = components["schemas"]["AlertState"];

export const SEVERITIES = ["Info", "Warning", "Critical"] as const satisfies Severity[];
export const SEVERITY_TONES: Record<Severity, Tone> = { Info: "busy", Warning: "warn", Critical: "bad" };

const listRules = (cursor: string | undefined, limit: number) =>
  taken(api.GET("/alert-rules", { params: { query: given({ cursor, limit }) } }));

export function useAlerts(filter: {
  state: AlertState[] | undefined;
  severity: Severity[] | undefined;
  ruleId: string | undefined;
}) {
  return usePages(["alerts", "list", filter], (cursor) =>
    taken(api.GET("/alerts", { params: { query: given({ ...filter, limit: 50, cursor }) } })),
  );
}

export function useRules() {
  return usePages(["alerts", "rules"], (cursor) => listRules(cursor, 50));
}

export function useRuleChoice() {
  return useQuery({
    queryKey: ["alerts", "rule-choice"],
    queryFn: () => allOf((cursor) => listRules(cursor, 200)),
  });
}
