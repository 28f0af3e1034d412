/** Has the app itself kept for when there is no network: the worker from now on, and what was loaded before it ran. */
export async function keepApp() {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const loaded = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(`${location.origin}/assets/`));
  const cache = await caches.open("signalbeam");
  for (const name of new Set(loaded)) {
    if ((await cache.match(name)) === undefined) await cache.add(name);
  }
}
