// What somebody else does is seen because it is pushed, not because the page asks again and again.
import assert from "node:assert/strict";
import { ask, open } from "./browser.mjs";

const CHANGES = 5;
/** In milliseconds. */
const PATIENCE = 10_000;
const PAUSE = 50;

export async function hearing(browser, address, session) {
  const complaints = [];
  const page = await open(browser, { complaints, session });
  let heard = 0;
  let connected;
  const connection = new Promise((done) => (connected = done));
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const message = JSON.parse(payload);
      if (message.event === "connected") connected();
      if (message.data?.changed?.includes("Groups")) heard++;
    }),
  );
  let asked = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/groups") asked++;
  });
  await page.goto(`${address}/groups`);
  await page.getByRole("heading", { name: "Groups", level: 1 }).waitFor();
  await connection;

  const took = [];
  const before = asked;
  for (let change = 0; change < CHANGES; change++) {
    const name = `heard-${Date.now().toString(36)}-${change}`;
    const hints = heard;
    const answer = await ask(page, "POST", "/groups", { name });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const from = Date.now();
    await page.locator(`tr[data-row="${name}"]`).waitFor();
    took.push(Date.now() - from);
    // What was asked for before the page was told may have shown it a moment earlier.
    for (let wait = 0; heard === hints && wait < PATIENCE; wait += PAUSE) await page.waitForTimeout(PAUSE);
    assert.ok(heard > hints, "the change was told of");
    await ask(page, "DELETE", `/groups/${answer.body.id}`);
    await page.locator(`tr[data-row="${name}"]`).waitFor({ state: "detached" });
  }
  // Every change is told of, and perhaps once more than it is made; asking by the clock would come to many more.
  console.log(`live: changes seen after ${took.join(", ")} ms, by ${asked - before} requests`);
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
  await page.context().close();
}
