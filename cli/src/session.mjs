import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Api, Refused } from "./api.mjs";
import { githubPipeline } from "./pipeline.mjs";

/** Where the login is kept, for its owner alone: XDG Base Directory Specification, `signalbeam/session.json`. */
function file() {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "signalbeam", "session.json");
}

/** `{ api, token }`. */
export async function keep(session) {
  const path = file();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(session)}\n`, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, path);
}

/** Whether there was one. */
export async function forget() {
  const there = (await kept()) !== null;
  await rm(file(), { force: true });
  return there;
}

async function kept() {
  try {
    return JSON.parse(await readFile(file(), "utf8"));
  } catch (e) {
    if (e.code === "ENOENT") return null;
    throw new Refused(`${file()} cannot be read (${e.message}): log in anew`);
  }
}

/**
 * The API as whoever runs this: a workflow of GitHub that names its deploy trust, `SIGNALBEAM_TOKEN`, or the login.
 * @param options `api`, `trust` and `audience`, which win over the environment
 */
export async function connect({ api, trust, audience } = {}) {
  const env = process.env;
  const session = env.SIGNALBEAM_TOKEN || env.SIGNALBEAM_TRUST || trust ? null : await kept();
  const base = api || env.SIGNALBEAM_API || session?.api;
  if (!base) throw new Refused("which API? signalbeam login --api https://…/api, or SIGNALBEAM_API");
  if (!URL.canParse(base)) throw new Refused(`${base} is no address`);
  if (trust || env.SIGNALBEAM_TRUST) {
    return new Api(base, githubPipeline(base, trust || env.SIGNALBEAM_TRUST, audience || env.SIGNALBEAM_AUDIENCE));
  }
  const token = env.SIGNALBEAM_TOKEN || session?.token;
  if (!token) throw new Refused("who is it? signalbeam login, or SIGNALBEAM_TOKEN");
  if (session !== null && new URL(base).origin !== new URL(session.api).origin) {
    throw new Refused(`the login is for ${session.api}: its token is sent nowhere else`);
  }
  return new Api(base, { token: async () => token });
}
