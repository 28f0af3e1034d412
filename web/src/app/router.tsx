import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { parseDeviceSearch } from "../device/search";
import { parseFleetSearch } from "../fleet/search";
import { ErrorState, PageSkeleton } from "../ui/states";
import { Shell } from "./Shell";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <ErrorState title="There is no such page" detail="The address leads nowhere." />,
});

// Pages are loaded when they are gone to: `lazyRouteComponent`. Each reads and writes its state in the address through
// `getRouteApi`, and its parser takes what it knows from an address and leaves the rest.
const fleet = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: parseFleetSearch,
  component: lazyRouteComponent(() => import("../fleet/FleetPage"), "FleetPage"),
});

const device = createRoute({
  getParentRoute: () => root,
  path: "/devices/$deviceId",
  validateSearch: parseDeviceSearch,
  component: lazyRouteComponent(() => import("../device/DevicePage"), "DevicePage"),
});

export const router = createRouter({
  routeTree: root.addChildren([fleet, device]),
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ({ error, reset }) => (
    <ErrorState
      title="This page has broken"
      detail={error instanceof Error ? error.message : String(error)}
      onRetry={reset}
    />
  ),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
