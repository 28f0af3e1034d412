// Every page of the app: its address, and what is there once it is ready. `things` are what the suite found or made
// before: see `things` in suite.mjs. A page that a refusal belongs to says which complaint of the browser it expects.

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
  { name: "nowhere", path: () => "/no-such-page", ready: (page) => page.getByText("There is no such page") },
];
