import { seesFleet } from "../api/early";
import { meQuery, summaryQuery } from "../api/queries";
import { begin } from "../auth/standing";
import { devicePagesQuery } from "../fleet/devicePages";
import { restoreLastKnown } from "./lastKnown";
import { queryClient } from "./query";
import { preloadPage, router } from "./router";

/**
 * Gets ready what the first look shows, which is on its way already (`start.ts`), so that it is drawn once: not the frame, then
 * the page, and then its devices. Who cannot be served draws without.
 */
export async function prepare(): Promise<void> {
  preloadPage();
  const standing = await begin();
  if (standing.kind !== "in") return;
  restoreLastKnown(queryClient, standing.subject);
  await Promise.allSettled([router.load(), answers()]);
}

async function answers() {
  const me = await queryClient.query(meQuery);
  const { pathname, searchStr } = router.latestLocation;
  if (!seesFleet(me, { pathname, search: searchStr })) return;
  const asked = [
    queryClient.infiniteQuery({ ...devicePagesQuery({}), staleTime: 0 }),
    queryClient.query(summaryQuery),
  ];
  // The first number that is written as people here write them takes the browser long: now, while it would only wait.
  (1_000).toLocaleString();
  await Promise.all<unknown>(asked);
}
