import { getRouteApi } from "@tanstack/react-router";
import { useRights } from "../api/roles";
import { changed, chosen } from "../lib/address";
import { PageHeader } from "../ui/page";
import { Tabs } from "../ui/tabs";
import { Firing } from "./Firing";
import { Rules } from "./Rules";
import { Silences } from "./Silences";
import { Webhooks } from "./Webhooks";

const route = getRouteApi("/alerts");

const TABS = ["alerts", "rules", "silences", "webhooks"] as const;

export function AlertsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useRights();
  const tab = chosen(TABS, search.tab);
  return (
    <>
      <PageHeader title="Alerts" description="What is wrong with devices by the rules that you set." />
      <Tabs
        label="Alerts"
        value={tab === "webhooks" && !may("Admin") ? "alerts" : tab}
        onChange={(next) => void navigate({ search: next === "alerts" ? {} : { tab: next } })}
        tabs={[
          {
            value: "alerts",
            label: "Alerts",
            content: (
              <Firing
                search={search}
                onSearch={(change) => void navigate({ search: changed(search, change), replace: true })}
              />
            ),
          },
          { value: "rules", label: "Rules", content: <Rules /> },
          { value: "silences", label: "Silences", content: <Silences /> },
          ...(may("Admin") ? [{ value: "webhooks" as const, label: "Webhooks", content: <Webhooks /> }] : []),
        ]}
      />
    </>
  );
}
