// What people do with bundles and rollouts: as they do it, by name.
import assert from "node:assert/strict";
import { ask, expected } from "./browser.mjs";

export async function deployFlows(page, address, complaints) {
  await namingTheField(page, address);
  await publishing(page, address, complaints);
  await difference(page, address);
  await rollingOut(page, address);
  await gated(page, address);
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
}

const region = (page, name) => page.getByRole("region", { name, exact: true });

/** A manifest that is wrong says which field it is, and where; a click goes there. */
async function namingTheField(page, address) {
  await page.goto(`${address}/bundles/new?mode=json`);
  const editor = page.getByRole("textbox", { name: "Manifest as JSON" });
  await editor.waitFor();
  await editor.fill(
    '{\n  "bundleId": "kiosk",\n  "version": "1.0.0",\n  "containers": [\n    {"name": "app", "image": "Nginx:1", "ports": [{"container": 0}]}\n  ]\n}',
  );
  const wrong = region(page, "What is wrong");
  await wrong.getByText("2 things are wrong").waitFor();
  const image = wrong.getByRole("button", { name: /containers\[0\]\.image/ });
  await image.getByText("line 5, column 30").waitFor();
  await wrong.getByRole("button", { name: /containers\[0\]\.ports\[0\]\.container/ }).waitFor();
  assert.ok(await page.getByRole("button", { name: "Publish" }).isDisabled());
  await image.click();
  await page.waitForFunction(
    () =>
      document.activeElement?.shadowRoot?.activeElement?.getAttribute("aria-label") === "Manifest as JSON",
  );
  await editor.fill("{\n  nothing");
  await wrong.getByText("not JSON: the name of a field is missing here").waitFor();
}

/** A first version by the form; the same version again is refused, at its field. */
async function publishing(page, address, complaints) {
  await page.goto(`${address}/bundles`);
  await page.getByRole("link", { name: "New bundle" }).click();
  await page.getByLabel("Bundle", { exact: true }).fill("kiosk");
  await page.getByLabel("Name", { exact: true }).fill("screen");
  await page.getByLabel("Image").fill("ghcr.io/signalbeam-demo/screen:1.0.0");
  await page.getByLabel("Environment").fill("SITE=${label.site}");
  await page.getByLabel("Ports").fill("8080:80");
  await page.getByText("Nothing is wrong with it").waitFor();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("dialog", { name: "kiosk 1.0.0" }).getByText("sha256:").waitFor();
  await page.getByRole("button", { name: "Close" }).click();

  await page.getByRole("link", { name: "New version" }).click();
  const version = page.getByLabel("Version", { exact: true });
  await page.getByLabel("Image").fill("ghcr.io/signalbeam-demo/screen:1.1.0");
  assert.equal(await version.inputValue(), "1.0.1");
  await version.fill("1.0.0");
  await page.getByRole("button", { name: "Publish" }).click();
  await region(page, "What is wrong")
    .getByRole("button", { name: /version/ })
    .waitFor();
  expected(complaints, "/publish");
  await version.fill("1.1.0");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("dialog", { name: "kiosk 1.1.0" }).getByText("sha256:").waitFor();
}

async function difference(page, address) {
  await page.goto(`${address}/bundles/kiosk?tab=difference`);
  const card = region(page, "Difference");
  await card.getByText("screen:1.0.0").waitFor();
  await card.getByText("screen:1.1.0").waitFor();
}

/** In two waves: the first goes through, the second meets a device that fails, pauses by itself, and is rolled back. */
async function rollingOut(page, address) {
  await page.goto(`${address}/bundles/kiosk`);
  await page.getByRole("link", { name: "Deploy", exact: true }).click();
  await page.getByLabel("Reaches").selectOption({ label: "Devices that a selector matches now" });
  const selector = page.getByRole("combobox", { name: "Selector" });
  await selector.fill("simulated");
  await page.getByText("devices match now").waitFor();
  await selector.press("Escape");
  await page.getByRole("button", { name: /^Canary/ }).click();
  const first = page.getByRole("group", { name: "Wave 1" });
  await first.getByLabel("Takes", { exact: true }).selectOption({ label: "a selector" });
  await first.getByLabel("Selector").fill("site=oslo");
  await first.getByLabel("Then soaks for, in minutes").fill("0");
  await page.getByLabel("Too many errors are").fill("1");
  await page.getByRole("button", { name: "Start the rollout" }).click();

  await page.waitForURL(/\/rollouts\/[0-9a-f-]{36}/);
  await page.locator('[data-wave="1"][data-stage="ended"]').waitFor();
  await region(page, "Where it stands").getByText("and the bound is 1 device").waitFor();
  await page.getByText("paused", { exact: true }).waitFor();
  await region(page, "Devices").getByText("its health check has failed 3 times").first().waitFor();

  await page.getByRole("button", { name: "Roll back" }).click();
  const dialog = page.getByRole("dialog");
  const sure = dialog.getByRole("button", { name: "Roll back" });
  assert.ok(await sure.isDisabled(), "what cannot be undone asks for the name first");
  await dialog.getByLabel("Type kiosk to confirm").fill("kiosk");
  await sure.click();
  // To the end, which its devices reach before it does: while it goes back, no other rollout of the bundle may begin.
  await page
    .getByRole("heading", { level: 1 })
    .locator("..")
    .getByText("rolled back", { exact: true })
    .waitFor();
}

/** A gate that cannot hold, while the first wave soaks: the rollout pauses, and the page has the numbers. */
async function gated(page, address) {
  await page.goto(`${address}/rollouts/new?bundle=kiosk&version=1.0.0&selector=site%3Doslo`);
  await page.getByRole("button", { name: /^Canary/ }).click();
  await page.getByRole("button", { name: "Add a gate" }).click();
  const gate = page.getByRole("group", { name: "Gate 1" });
  await gate.getByLabel("Metric").fill("offlinePercent");
  await gate.getByLabel("Must be").selectOption({ label: "at least" });
  await gate.getByLabel("Bound").fill("100");
  await page.getByLabel("Name", { exact: true }).last().fill("watched");
  await page.getByRole("button", { name: "Start the rollout" }).click();
  const gates = region(page, "Gates");
  await gates.getByText("offlinePercent: at least 100 %; else it pauses").waitFor();
  await gates.locator('[data-gate="1"][data-verdict="Fails"]').waitFor();
  await page.getByText("paused", { exact: true }).waitFor();
}

/** What those flows have left behind, for the tour of all pages. */
export async function deployed(page, { device }) {
  const rollouts = (await ask(page, "GET", "/rollouts?bundle=kiosk")).body.items;
  const groups = (await ask(page, "GET", "/groups")).body.items;
  const commands = (await ask(page, "GET", `/devices/${device.id}/commands`)).body.items;
  const parked = (await ask(page, "GET", "/parked-events")).body.items;
  return {
    rollout: rollouts.find((rollout) => rollout.name !== "watched")?.id,
    gated: rollouts.find((rollout) => rollout.name === "watched")?.id,
    group: groups.find((group) => group.memberCount > 0)?.id,
    command: commands.find((command) => command.outputBytes !== undefined)?.id,
    parked: parked[0]?.id,
  };
}
