// Runs another script of this folder in a network namespace of its own, and passes on what it asks of some
// ports of this machine's loopback. Chromium drops its requests (ERR_NETWORK_CHANGED) whenever a network of its machine
// changes, and tests that run beside make and remove networks of containers all the time. Linux, as root.
// Arguments: first port, last port, script, its arguments.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

// A browser that has loopback alone takes itself for offline: this one is connected to nobody, by an address for examples.
const NETWORK = [
  "ip link set lo up",
  "ip link add here type veth peer name there",
  "ip addr add 192.0.2.1/24 dev here",
  "ip link set here up",
  "ip link set there up",
].join(" && ");
const INSIDE = "SIGNALBEAM_APART"; // the folder of sockets, for the half within
const [first, last, script, ...rest] = process.argv.slice(2);
const ports = Array.from({ length: last - first + 1 }, (_, i) => Number(first) + i);
const folder = process.env[INSIDE];

process.exitCode = folder ? await within(folder) : await around();

/** Sockets in the file system are the same in every network namespace. */
async function around() {
  const sockets = await mkdtemp(join(tmpdir(), "apart-"));
  const doors = ports.map((port) => pass({ path: join(sockets, String(port)) }, { host: "127.0.0.1", port }));
  try {
    return await run("unshare", ["--net", "sh", "-c", `${NETWORK} && exec "$0" "$@"`, ...process.argv], {
      [INSIDE]: sockets,
    });
  } finally {
    doors.forEach((door) => door.close());
    await rm(sockets, { recursive: true });
  }
}

async function within(sockets) {
  ports.forEach((port) => pass({ host: "127.0.0.1", port }, { path: join(sockets, String(port)) }).unref());
  return run(process.execPath, [join(import.meta.dirname, script), ...rest]);
}

/** Passes connections on, both ways, until either end closes. */
function pass(from, to) {
  return net
    .createServer((here) => {
      const there = net.connect(to);
      here.pipe(there).pipe(here);
      here.on("error", () => there.destroy());
      there.on("error", (error) => {
        console.error(`nobody can be reached at ${JSON.stringify(to)}: ${error.message}`);
        here.destroy();
      });
    })
    .listen(from);
}

function run(command, args, environment = {}) {
  return new Promise((resolve, reject) =>
    spawn(command, args, { stdio: "inherit", env: { ...process.env, ...environment } })
      .on("error", reject)
      .on("exit", (code) => resolve(code ?? 1)),
  );
}
