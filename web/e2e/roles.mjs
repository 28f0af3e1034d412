// Each role sees what it may do, and nothing that would be refused.
import assert from "node:assert/strict";
import { expected, open, signIn } from "./browser.mjs";

export async function everyRole(browser, address, things) {
  await viewer(browser, address, things);
  await operator(browser, address, things);
  await platform(browser, address);
}

async function as(browser, address, email) {
  const complaints = [];
  const page = await open(browser, { complaints });
  await signIn(page, address, email);
  return { page, complaints };
}

async function viewer(browser, address, things) {
  const { page, complaints } = await as(browser, address, "vera@demo.example");
  await page.locator("tr[data-row]").first().waitFor();
  assert.equal(await page.getByRole("checkbox").count(), 0, "a viewer selects nothing");
  await page.goto(`${address}/devices/${things.device.id}?tab=settings`);
  await page.getByRole("region", { name: "Identity" }).waitFor();
  for (const name of ["Rename", "Change the labels", "New key", "Disable", "Decommission"]) {
    assert.equal(
      await page.getByRole("button", { name, exact: true }).count(),
      0,
      `a viewer is offered ${name}`,
    );
  }
  assert.deepEqual(complaints, [], "a viewer is refused nothing that the app asks for");
  await page.context().close();
}

async function operator(browser, address, things) {
  const { page, complaints } = await as(browser, address, "otto@demo.example");
  await page
    .getByRole("checkbox", { name: /^Select demo-/ })
    .first()
    .waitFor();
  await page.goto(`${address}/devices/${things.device.id}?tab=settings`);
  await page.getByRole("button", { name: "Rename" }).waitFor();
  await page.getByRole("button", { name: "Disable", exact: true }).waitFor();
  for (const name of ["New key", "Decommission"]) {
    assert.equal(
      await page.getByRole("button", { name, exact: true }).count(),
      0,
      `an operator is offered ${name}`,
    );
  }
  assert.deepEqual(complaints, [], "an operator is refused nothing that the app asks for");
  await page.context().close();
}

/** Stands outside all tenants. */
async function platform(browser, address) {
  const { page, complaints } = await as(browser, address, "pat@platform.example");
  await page.getByText("You belong to no tenant").waitFor();
  // Until it is known who that is, the first page has asked already.
  expected(complaints, "403");
  assert.deepEqual(complaints, [], "the browser's console must stay silent but for that");
  await page.context().close();
}
