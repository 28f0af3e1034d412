import { getRouteApi } from "@tanstack/react-router";
import { useMe } from "../api/queries";
import { useRights } from "../api/roles";
import { PageHeader } from "../ui/page";
import { ErrorState } from "../ui/states";
import { Tabs, type Tab } from "../ui/tabs";
import { People } from "./People";
import { Quotas } from "./Quotas";
import { Registries } from "./Registries";
import { Secrets } from "./Secrets";
import { Tenant } from "./Tenant";
import { AccessTokens } from "./AccessTokens";
import { Trusts } from "./Trusts";

const route = getRouteApi("/settings");

type TabName = "tenant" | "people" | "trusts" | "tokens" | "secrets" | "registries" | "quotas";

/** Each tab is there for those who may look into it. */
export function SettingsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useRights();
  const me = useMe();
  const all: (Tab<TabName> & { for: boolean })[] = [
    { value: "tenant", label: "Tenant", content: <Tenant />, for: may("Viewer") },
    { value: "people", label: "People", content: <People />, for: may("Admin") },
    { value: "trusts", label: "Deploy trusts", content: <Trusts />, for: may("Admin") },
    { value: "tokens", label: "Access tokens", content: <AccessTokens />, for: may("Viewer") },
    { value: "secrets", label: "Secrets", content: <Secrets />, for: may("Viewer") },
    { value: "registries", label: "Registries", content: <Registries />, for: may("Viewer") },
    { value: "quotas", label: "Quotas", content: <Quotas />, for: may("Viewer") },
  ];
  const tabs = all.filter((tab) => tab.for);
  const [first] = tabs;
  return (
    <>
      <PageHeader title="Settings" />
      {first === undefined ? (
        me.data !== undefined && (
          <ErrorState title="There is nothing here for you" detail="You have no role in a tenant." />
        )
      ) : (
        <Tabs
          label="Settings"
          value={tabs.find(({ value }) => value === search.tab)?.value ?? first.value}
          onChange={(tab) => void navigate({ search: { tab } })}
          tabs={tabs}
        />
      )}
    </>
  );
}
