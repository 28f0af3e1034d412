// What people tell a device to do once: sent, answered, looked at, taken back.
import assert from "node:assert/strict";
import { ask } from "./browser.mjs";

export async function commandFlows(page, address, things) {
  await page.goto(`${address}/devices/${things.device.id}?tab=commands`);
  await send(page, "Fetch logs", async (dialog) => {
    await dialog.getByLabel("Container").selectOption({ label: things.container });
    await dialog.getByLabel("Lines at the most").fill("20");
  });
  await page.locator('[data-command="FetchLogs"][data-status="Succeeded"]').waitFor();
  await page.getByRole("button", { name: "Output of Fetch logs" }).first().click();
  await page.getByRole("dialog").getByText("request 20 served").waitFor();
  await page.waitForURL((url) => url.searchParams.has("output"));
  const saved = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  assert.match((await saved).suggestedFilename(), /\.txt$/);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  // One that sleeps never begins, so that what it was told can be taken back.
  const asleep = (await ask(page, "GET", "/devices?limit=200")).body.items.find((one) =>
    one.name.endsWith("-06"),
  );
  await page.goto(`${address}/devices/${asleep.id}?tab=commands`);
  await page.getByRole("button", { name: "New command" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it shall do").selectOption({ label: "Reboot" });
  assert.ok(
    await dialog.getByRole("button", { name: "Send" }).isDisabled(),
    "a reboot asks for the name first",
  );
  await dialog.getByLabel(`Type ${asleep.name} to confirm`).fill(asleep.name);
  await dialog.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Take Reboot back" }).first().click();
  await page.locator('[data-command="Reboot"][data-status="Cancelled"]').first().waitFor();
}

async function send(page, what, fill) {
  await page.getByRole("button", { name: "New command" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it shall do").selectOption({ label: what });
  await fill(dialog);
  await dialog.getByRole("button", { name: "Send" }).click();
  await page.getByText(`${what} is on its way`).waitFor();
}
