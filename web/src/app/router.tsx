import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { parseDeviceSearch } from "../device/search";
import { FleetPage } from "../fleet/FleetPage";
import { parseFleetSearch } from "../fleet/search";
import { texts } from "../lib/address";
import { ErrorState, PageSkeleton } from "../ui/states";
import { Shell } from "./Shell";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <ErrorState title="There is no such page" detail="The address leads nowhere." />,
});

// Pages but the first are loaded when they are gone to: `lazyRouteComponent`. Each reads and writes its state in the address through
// `getRouteApi`, and its parser takes what it knows from an address and leaves the rest.
const fleet = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: parseFleetSearch,
  component: FleetPage,
});

const device = createRoute({
  getParentRoute: () => root,
  path: "/devices/$deviceId",
  validateSearch: parseDeviceSearch,
  component: lazyRouteComponent(() => import("../device/DevicePage"), "DevicePage"),
});

const bundles = createRoute({
  getParentRoute: () => root,
  path: "/bundles",
  component: lazyRouteComponent(() => import("../bundles/routes"), "BundlesPage"),
});

const newBundle = createRoute({
  getParentRoute: () => root,
  path: "/bundles/new",
  validateSearch: texts("from", "mode"),
  component: lazyRouteComponent(() => import("../bundles/routes"), "NewBundleRoute"),
});

const bundle = createRoute({
  getParentRoute: () => root,
  path: "/bundles/$bundleId",
  validateSearch: texts("tab", "version", "from", "to", "at"),
  component: lazyRouteComponent(() => import("../bundles/routes"), "BundleRoute"),
});

const publish = createRoute({
  getParentRoute: () => root,
  path: "/bundles/$bundleId/publish",
  validateSearch: texts("from", "mode"),
  component: lazyRouteComponent(() => import("../bundles/routes"), "PublishRoute"),
});

const artifacts = createRoute({
  getParentRoute: () => root,
  path: "/artifacts",
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("../bundles/ArtifactsPage"), "ArtifactsPage"),
});

const rollouts = createRoute({
  getParentRoute: () => root,
  path: "/rollouts",
  validateSearch: texts("kind", "bundle"),
  component: lazyRouteComponent(() => import("../rollouts/RolloutsPage"), "RolloutsPage"),
});

const newRollout = createRoute({
  getParentRoute: () => root,
  path: "/rollouts/new",
  validateSearch: texts("bundle", "version", "group", "selector", "devices"),
  component: lazyRouteComponent(() => import("../rollouts/NewRolloutPage"), "NewRolloutPage"),
});

const rollout = createRoute({
  getParentRoute: () => root,
  path: "/rollouts/$rolloutId",
  validateSearch: texts("status"),
  component: lazyRouteComponent(() => import("../rollouts/RolloutPage"), "RolloutPage"),
});

const groups = createRoute({
  getParentRoute: () => root,
  path: "/groups",
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("../groups/GroupsPage"), "GroupsPage"),
});

const group = createRoute({
  getParentRoute: () => root,
  path: "/groups/$groupId",
  component: lazyRouteComponent(() => import("../groups/GroupPage"), "GroupPage"),
});

const enrolment = createRoute({
  getParentRoute: () => root,
  path: "/enrolment",
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("../enrolment/EnrolmentPage"), "EnrolmentPage"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  validateSearch: texts("tab", "state", "severity", "rule"),
  component: lazyRouteComponent(() => import("../alerts/AlertsPage"), "AlertsPage"),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: "/audit",
  validateSearch: texts("actor", "action", "kind", "object", "from", "to"),
  component: lazyRouteComponent(() => import("../audit/AuditPage"), "AuditPage"),
});

const parked = createRoute({
  getParentRoute: () => root,
  path: "/parked",
  validateSearch: texts("reason", "hub", "device", "replayed", "event"),
  component: lazyRouteComponent(() => import("../parked/ParkedPage"), "ParkedPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  validateSearch: texts("tab"),
  component: lazyRouteComponent(() => import("../settings/SettingsPage"), "SettingsPage"),
});

const tenants = createRoute({
  getParentRoute: () => root,
  path: "/tenants",
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("../platform/TenantsPage"), "TenantsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    fleet,
    device,
    bundles,
    newBundle,
    bundle,
    publish,
    artifacts,
    rollouts,
    newRollout,
    rollout,
    groups,
    group,
    enrolment,
    alerts,
    audit,
    parked,
    settings,
    tenants,
  ]),
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

/** Begins to fetch the code of the page at this address, while it is still being found out who asks. */
export function preloadPage() {
  const [routes] = router.getMatchedRoutes(router.latestLocation.pathname);
  for (const route of routes) void router.loadRouteChunk(route);
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
