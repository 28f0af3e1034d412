// A web server with the built app and an API that answers for a fleet of any size, without a cloud: for measurements.
import { readFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
const STATUSES = ["Online", "Online", "Online", "Degraded", "Offline", "Updating"];
const MINUTE = 60_000;

export const ISSUER = "https://issuer.example";

/** Serves `dist` with a fleet of so many devices; answers with its address and how to stop it. */
export async function serve(dist, devices) {
  const packed = new Map();
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    if (url.pathname.startsWith("/api/")) {
      const body = answer(url, devices);
      response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(body ?? { status: 404, code: "not-found", title: "Nothing", type: "about:blank" }),
      );
      return;
    }
    if (url.pathname === "/config.json") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ issuer: ISSUER, clientId: "bench", scope: "openid" }));
      return;
    }
    const wanted = join(dist, url.pathname);
    const file = extname(wanted) !== "" && existsSync(wanted) ? wanted : join(dist, "index.html");
    const body = packed.get(file) ?? gzipSync(readFileSync(file));
    packed.set(file, body);
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-encoding": "gzip",
      "content-length": body.length,
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const sizes = (paths) => paths.reduce((sum, path) => sum + (packed.get(join(dist, path))?.length ?? 0), 0);
  return { address: `http://127.0.0.1:${server.address().port}`, sizes, stop: () => server.close() };
}

/** What a signed-in tab keeps, so that the app begins with its first page. */
export const session = {
  key: `oidc.user:${ISSUER}:bench`,
  value: JSON.stringify({
    access_token: "bench",
    token_type: "Bearer",
    scope: "openid",
    profile: { sub: "bench", iss: ISSUER, aud: "bench", exp: 4e9, iat: 1 },
    expires_at: 4e9,
  }),
};

function device(index) {
  const id = `0192f0c1-0000-7000-8000-${index.toString(16).padStart(12, "0")}`;
  return {
    id,
    name: `device-${String(index).padStart(6, "0")}`,
    labels: { site: ["berlin", "oslo", "porto"][index % 3], env: index % 4 === 0 ? "staging" : "prod" },
    lifecycle: "Active",
    status: STATUSES[index % STATUSES.length],
    generation: 3,
    observedGeneration: 3,
    enrolledAt: "2026-01-01T00:00:00.000Z",
    lastSeenAt: new Date(Date.now() - (index % 90) * 1_000).toISOString(),
    facts: {
      version: "1.0.0",
      os: "linux",
      arch: index % 2 === 0 ? "arm64" : "amd64",
      hostname: `host-${index}`,
    },
    metrics: {
      cpuPercent: (index * 7) % 100,
      memoryUsedBytes: 1e9,
      memoryTotalBytes: 4e9,
      custom: { queue_depth: 3 },
    },
    bundles: [
      { bundleId: "store-front", desiredVersion: "1.1.0", reportedVersion: "1.1.0", state: "Running" },
    ],
  };
}

function answer(url, devices) {
  const path = url.pathname.slice("/api".length);
  const now = Date.now();
  const range = {
    from: url.searchParams.get("from") ?? new Date(now - 60 * MINUTE).toISOString(),
    to: url.searchParams.get("to") ?? new Date(now).toISOString(),
  };
  if (path === "/me") {
    return {
      subject: "bench",
      issuer: ISSUER,
      roles: ["Admin"],
      platformAdministrator: false,
      tenant: { id: "0192f0c1-0000-7000-8000-000000000000", name: "bench" },
    };
  }
  // Nothing is pushed: what is measured must bear asking.
  if (path === "/live/negotiate") return { protocol: "json.webpubsub.azure.v1" };
  if (path === "/fleet/summary") {
    const part = Math.round(devices / 6);
    const byStatus = { Online: devices - 3 * part, Degraded: part, Offline: part, Updating: part };
    return { devices, byStatus, disabled: 0, activeRollouts: 1, parkedEvents: 0 };
  }
  if (path === "/devices") {
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const to = Math.min(devices, from + Number(url.searchParams.get("limit") ?? 50));
    return {
      items: Array.from({ length: to - from }, (_, index) => device(from + index)),
      ...(to < devices ? { nextCursor: String(to) } : {}),
      ...(from === 0 ? { total: devices } : {}),
    };
  }
  if (path === "/fleet/metrics") {
    const start = Date.parse(range.from);
    const points = Array.from({ length: 96 }, (_, i) => [start + i * 15 * MINUTE, 30, 1, 90, 28, devices]);
    const series = ["cpuPercent", "memoryUsedBytes", "diskUsedBytes"].map((name) => ({ name, points }));
    return { ...range, resolutionSeconds: 900, devices, series };
  }
  const one = /^\/devices\/[0-9a-f-]{23}-([0-9a-f]{12})(\/.*)?$/.exec(path);
  if (one !== null) return ofDevice(device(parseInt(one[1], 16)), one[2] ?? "", url, range);
  if (["/alerts", "/rollouts", "/audit", "/groups", "/bundles"].includes(path)) return { items: [] };
  return undefined;
}

function ofDevice(found, part, url, range) {
  if (part === "") return { ...found, groups: [] };
  if (part === "/metrics") {
    // A sample each minute of whatever range is asked for.
    const from = Date.parse(range.from);
    const count = Math.floor((Date.parse(range.to) - from) / MINUTE);
    const names = (url.searchParams.get("names") ?? "cpuPercent").split(",");
    const series = names.map((name, line) => ({
      name,
      points: Array.from({ length: count }, (_, i) => {
        const value = name.includes("Total") ? 100 : 40 + 30 * Math.sin(i / 60 + line) + (i % 7);
        return [from + i * MINUTE, value, value - 5, value + 5];
      }),
    }));
    return { ...range, resolutionSeconds: 60, series };
  }
  if (part === "/reported-state" || part === "/desired-state") return { schema: 1, bundles: [], labels: {} };
  return { items: [], steps: [], generation: 3, observedGeneration: 3 };
}
