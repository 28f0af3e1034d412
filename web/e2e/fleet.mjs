// What somebody does with the fleet and with a device, against the real API.
import assert from "node:assert/strict";
import { ask, expected } from "./browser.mjs";

export async function fleetFlows(page, address, things, complaints) {
  await finding(page, address, things, complaints);
  await palette(page, address, things);
  await views(page, address);
  await bulk(page, address);
  await charts(page, address, things);
  await labels(page, address, things, complaints);
  await disabling(page, address, things);
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
}

async function finding(page, address, things, complaints) {
  await page.goto(address);
  const rows = page.locator("tr[data-row]");
  await rows.first().waitFor();
  await page.getByLabel("Search by name, id or label").fill("no-such-device-at-all");
  await page.getByText("No device is like that").waitFor();
  await page.getByRole("button", { name: "Show all devices" }).click();
  await rows.first().waitFor();

  // Completion writes the selector: the key, then a value that devices carry.
  const selector = page.getByRole("combobox", { name: "Label selector" });
  await selector.pressSequentially("sit");
  await page.getByRole("option", { name: /^site/ }).waitFor();
  await selector.press("ArrowDown");
  await selector.press("Enter");
  await page.getByRole("option", { name: /^=berlin/ }).click();
  await page.waitForURL((url) => url.searchParams.get("selector") === "site=berlin");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("tr[data-row]")].every((row) => row.dataset.row.includes("berlin")),
  );
  await selector.fill("site=(");
  await page.getByRole("alert").filter({ hasText: /./ }).first().waitFor();
  expected(complaints, "selector=site%3D%28: Failed to load resource");
  await selector.fill("");
  await rows.first().waitFor();

  await page.locator(`tr[data-row="${things.device.name}"]`).getByRole("link").click();
  await page.getByRole("heading", { name: things.device.name, level: 1 }).waitFor();
  await page.goBack();
  await rows.first().waitFor();
}

async function palette(page, address, things) {
  await page.goto(address);
  await page.locator("tr[data-row]").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search pages, devices and actions" }).fill(things.device.name);
  await page.getByRole("option", { name: things.device.name }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: things.device.name, level: 1 }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.getByRole("heading", { name: "Fleet", level: 1 }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
}

async function views(page, address) {
  await page.goto(`${address}/?status=Online`);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Save what is shown now as").fill("well");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.goto(address);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: "well", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("status") === "Online");
}

async function bulk(page, address) {
  await page.goto(address);
  const boxes = page.getByRole("checkbox", { name: /^Select demo-/ });
  await boxes.first().waitFor();
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByText("2 devices selected").waitFor();
  await page.getByRole("button", { name: "Label", exact: true }).click();
  await page.getByLabel("Labels", { exact: true }).fill("tried=here");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("Labelled: 2").waitFor();
  const labelled = async () => (await ask(page, "GET", "/devices?selector=tried%3Dhere")).body.items.length;
  assert.equal(await labelled(), 2);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Labelled, undone: 2").waitFor();
  assert.equal(await labelled(), 0);
}

async function charts(page, address, things) {
  await page.goto(`${address}/devices/${things.device.id}`);
  const chart = page.locator(".u-over").first();
  await chart.waitFor();
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL((url) => url.searchParams.has("from"));
  await page.getByRole("button", { name: "Whole range" }).click();
  await page.waitForURL((url) => !url.searchParams.has("from"));
  await page.getByRole("button", { name: "24h" }).click();
  await page.waitForURL((url) => url.searchParams.get("range") === "24h");
}

/** Somebody else changes the device while its labels are being edited: nothing of theirs is overwritten. */
async function labels(page, address, things, complaints) {
  await page.goto(`${address}/devices/${things.device.id}?tab=settings`);
  await page.getByRole("button", { name: "Change the labels" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Label", exact: true }).click();
  await dialog.getByLabel("Key").last().fill("shelf");
  await ask(page, "PATCH", `/devices/${things.device.id}`, { labels: { theirs: "yes" } });
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Somebody has changed this since you opened it").waitFor();
  expected(complaints, "412", "409");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const kept = (await ask(page, "GET", `/devices/${things.device.id}`)).body.labels;
  assert.equal(kept.theirs, "yes");
  assert.equal(kept.shelf, undefined);

  await page.getByRole("button", { name: "Change the labels" }).click();
  await dialog.getByLabel("Key").last().waitFor();
  await dialog.getByRole("button", { name: "Take theirs away" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText(`Labels of ${things.device.name} changed`).waitFor();
}

async function disabling(page, address, things) {
  await page.goto(`${address}/devices/${things.device.id}?tab=settings`);
  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await page.getByText(`${things.device.name} is disabled`).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText(`${things.device.name} is enabled again`).waitFor();

  // What cannot be undone asks for the name first.
  await page.getByRole("button", { name: "Decommission" }).click();
  const dialog = page.getByRole("dialog");
  const sure = dialog.getByRole("button", { name: "Decommission" });
  assert.ok(await sure.isDisabled());
  await dialog.getByLabel(`Type ${things.device.name} to confirm`).fill(things.device.name);
  assert.ok(await sure.isEnabled());
  await dialog.getByRole("button", { name: "Cancel" }).click();
}
