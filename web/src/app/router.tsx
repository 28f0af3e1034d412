import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { DevicePage } from "../device/DevicePage";
import { FleetPage } from "../fleet/FleetPage";
import { parseFleetSearch } from "../fleet/search";
import { ErrorState } from "../ui/states";
import { Shell } from "./Shell";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <ErrorState title="There is no such page" detail="The address leads nowhere." />,
});

const fleet = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: parseFleetSearch,
  component: function Fleet() {
    const search = fleet.useSearch();
    const navigate = fleet.useNavigate();
    return (
      <FleetPage
        search={search}
        onSearch={(next) => void navigate({ search: next, replace: true })}
        onOpen={(deviceId) => void navigate({ to: "/devices/$deviceId", params: { deviceId }, search: {} })}
      />
    );
  },
});

const device = createRoute({
  getParentRoute: () => root,
  path: "/devices/$deviceId",
  validateSearch: (search: Record<string, unknown>): { range?: string } =>
    typeof search.range === "string" ? { range: search.range } : {},
  component: function Device() {
    const { deviceId } = device.useParams();
    const { range } = device.useSearch();
    const navigate = device.useNavigate();
    return (
      <DevicePage
        deviceId={deviceId}
        range={range}
        onRange={(next) => void navigate({ search: { range: next }, replace: true })}
      />
    );
  },
});

export const router = createRouter({ routeTree: root.addChildren([fleet, device]), scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
