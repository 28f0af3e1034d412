// Every page of the app: its address, and what is there once it is ready. `things` are what the suite found or made
// before: see `things` in suite.mjs. A page that a refusal belongs to says which complaint of the browser it expects. One
// without an address has nothing to show.

export const PAGES = [
  { name: "fleet", path: () => "/", ready: (page) => page.locator("tr[data-row]").first() },
  {
    name: "fleet-filtered",
    path: () => "/?selector=env%3Dprod&status=Online",
    ready: (page) => page.getByRole("button", { name: "Without Online" }),
  },
  {
    name: "fleet-map",
    path: () => "/?view=map",
    ready: (page) => page.getByRole("list", { name: "Places" }),
  },
  {
    name: "fleet-none",
    path: () => "/?q=no-such-device-at-all",
    ready: (page) => page.getByText("No device is like that"),
  },
  {
    name: "device",
    path: (things) => `/devices/${things.device.id}`,
    ready: (page) => page.locator("canvas").first(),
  },
  {
    name: "device-state",
    path: (things) => `/devices/${things.device.id}?tab=state`,
    ready: (page) => page.getByText("As asked").first(),
  },
  {
    name: "device-events",
    path: (things) => `/devices/${things.device.id}?tab=events`,
    ready: (page) => page.getByRole("region", { name: "Events" }).getByRole("listitem").first(),
  },
  {
    name: "device-commands",
    path: (things) => `/devices/${things.device.id}?tab=commands`,
    ready: (page) => page.locator("tr[data-row]").first(),
  },
  {
    name: "device-output",
    path: (things) => `/devices/${things.device.id}?tab=commands&output=${things.command}`,
    ready: (page) => page.getByRole("dialog").getByText("served").first(),
  },
  {
    name: "device-settings",
    path: (things) => `/devices/${things.device.id}?tab=settings`,
    ready: (page) => page.getByRole("region", { name: "Danger zone" }),
  },
  {
    name: "device-logs",
    path: (things) => `/devices/${things.device.id}?logs=${things.container}`,
    ready: (page) =>
      page
        .getByRole("dialog")
        .getByText(/Nothing in the last hour|\d:\d\d/)
        .first(),
  },
  {
    name: "device-unknown",
    path: () => "/devices/00000000-0000-7000-8000-000000000000",
    ready: (page) => page.getByText("There is no such device"),
    expects: "00000000-0000-7000",
  },
  { name: "bundles", path: () => "/bundles", ready: (page) => page.locator('tr[data-row="kiosk"]') },
  {
    name: "bundle",
    path: () => "/bundles/kiosk",
    ready: (page) => page.locator('tr[data-row="1.1.0"]'),
  },
  {
    name: "bundle-manifest",
    path: () => "/bundles/kiosk?version=1.1.0",
    ready: (page) => page.getByRole("dialog").getByText("sha256:"),
  },
  {
    name: "bundle-difference",
    path: () => "/bundles/kiosk?tab=difference",
    ready: (page) => page.getByText("screen:1.1.0"),
  },
  {
    name: "bundle-devices",
    path: () => "/bundles/store-front?tab=devices",
    ready: (page) => page.locator("tr[data-row]").first(),
  },
  {
    name: "bundle-unknown",
    path: () => "/bundles/no-such-bundle",
    ready: (page) => page.getByText("There is no such bundle"),
    expects: "no-such-bundle",
  },
  {
    name: "publish-form",
    path: () => "/bundles/kiosk/publish?from=1.1.0",
    ready: (page) => page.getByLabel("Image"),
  },
  {
    name: "publish-json",
    path: () => "/bundles/new?mode=json",
    ready: (page) => page.getByText("One thing is wrong").or(page.getByText("2 things are wrong")),
  },
  {
    name: "publish-compose",
    path: () => "/bundles/new?mode=compose",
    ready: (page) => page.getByRole("textbox", { name: "Compose file" }),
  },
  { name: "artifacts", path: () => "/artifacts", ready: (page) => page.locator("tr[data-row]").first() },
  { name: "artifact-new", path: () => "/artifacts?new=yes", ready: (page) => page.getByRole("dialog") },
  { name: "rollouts", path: () => "/rollouts", ready: (page) => page.locator("tr[data-row]").first() },
  {
    name: "rollout",
    path: (things) => `/rollouts/${things.rollout}`,
    ready: (page) => page.locator("tr[data-row]").first(),
  },
  {
    name: "rollout-gated",
    path: (things) => `/rollouts/${things.gated}`,
    ready: (page) => page.locator('[data-verdict="Fails"]').first(),
  },
  {
    name: "rollout-new",
    path: () => "/rollouts/new?bundle=kiosk&version=1.1.0&selector=simulated",
    ready: (page) => page.getByText("devices match now"),
  },
  { name: "groups", path: () => "/groups", ready: (page) => page.locator("tr[data-row]").first() },
  {
    name: "group",
    path: (things) => `/groups/${things.group}`,
    ready: (page) => page.locator("tr[data-row]").first(),
  },
  { name: "group-new", path: () => "/groups?new=yes", ready: (page) => page.getByRole("dialog") },
  { name: "enrolment", path: () => "/enrolment", ready: (page) => page.locator("tr[data-row]").first() },
  { name: "enrolment-new", path: () => "/enrolment?new=yes", ready: (page) => page.getByRole("dialog") },
  {
    name: "alerts",
    path: () => "/alerts",
    ready: (page) => page.locator("tr[data-row]").first().or(page.getByText("Nothing is wrong")),
  },
  {
    name: "alerts-rules",
    path: () => "/alerts?tab=rules",
    ready: (page) => page.locator('tr[data-row="Busy"]'),
  },
  {
    name: "alerts-silences",
    path: () => "/alerts?tab=silences",
    ready: (page) => page.locator('tr[data-row="Busy"]'),
  },
  {
    name: "alerts-webhooks",
    path: () => "/alerts?tab=webhooks",
    ready: (page) => page.locator('tr[data-row="on call"]'),
  },
  { name: "audit", path: () => "/audit", ready: (page) => page.locator("tr[data-row]").first() },
  {
    name: "parked",
    path: () => "/parked",
    ready: (page) => page.locator("tr[data-row]").first().or(page.getByText("Nothing is parked")),
  },
  {
    name: "parked-event",
    path: ({ parked }) => (parked === undefined ? undefined : `/parked?event=${parked}`),
    ready: (page) => page.getByRole("dialog").getByText("Properties"),
  },
  ...[
    ["people", "nils@demo.example"],
    ["trusts", "shop-pipeline"],
    ["tokens", "nightly report"],
    ["secrets", "till-password"],
    ["registries", "ghcr.io"],
  ].map(([tab, row]) => ({
    name: `settings-${tab}`,
    path: () => `/settings?tab=${tab}`,
    ready: (page) => page.locator(`tr[data-row="${row}"]`),
  })),
  ...[
    ["tenant", "Samples stay for, in days"],
    ["quotas", "Names of custom metrics"],
  ].map(([tab, text]) => ({
    name: `settings-${tab}`,
    path: () => `/settings?tab=${tab}`,
    ready: (page) => page.getByRole("tabpanel").getByText(text).first(),
  })),
  { name: "nowhere", path: () => "/no-such-page", ready: (page) => page.getByText("There is no such page") },
];
