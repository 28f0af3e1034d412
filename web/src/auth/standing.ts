import type { UserManager } from "oidc-client-ts";
import { onUnauthenticated } from "../api/client";
import { whenIdle } from "../lib/idle";
import { keptSession, signInConfig, type SignInConfig } from "./kept";
import { setTokenSource } from "./session";

/** The OpenID client, whose code comes when somebody signs in, or has signed in and the page stands. */
export type Client = () => Promise<UserManager>;

/** Whether somebody has signed in. */
export type Standing =
  | { kind: "starting" }
  | { kind: "out"; client: Client; notice?: string }
  | { kind: "in"; client: Client; subject: string }
  | { kind: "broken"; reason: string };

const BACK = "signalbeam.back";

let standing: Standing = { kind: "starting" };
const listeners = new Set<() => void>();

export const standingNow = () => standing;

export function onStanding(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: Standing) {
  standing = next;
  listeners.forEach((listener) => listener());
}

/** Finds out who has signed in, at the page's start; ends a sign-in that comes back from the provider. */
export async function begin(): Promise<Standing> {
  try {
    await find(await signInConfig());
  } catch (error) {
    become({ kind: "broken", reason: reasonOf(error) });
  }
  return standing;
}

async function find(config: SignInConfig) {
  const client = clientOf(config);
  setTokenSource(() => keptSession(config)?.accessToken ?? null);
  onUnauthenticated(() => void client().then((manager) => expire(manager, client)));

  const query = new URLSearchParams(location.search);
  if (query.has("state") && (query.has("code") || query.has("error"))) {
    try {
      await (await client()).signinCallback();
      history.replaceState(null, "", sessionStorage.getItem(BACK) ?? "/");
      sessionStorage.removeItem(BACK);
    } catch (error) {
      history.replaceState(null, "", "/");
      become({ kind: "out", client, notice: `Signing in did not work: ${reasonOf(error)}` });
      return;
    }
  }
  const kept = keptSession(config);
  if (kept !== null && (!kept.expired || !navigator.onLine)) {
    become({ kind: "in", client, subject: kept.subject });
  } else {
    become({ kind: "out", client });
  }
}

/** Has the OpenID client renew the session in time, from when the page stands. */
export function keepSignedIn(client: Client): () => void {
  return whenIdle(() => void client().catch(() => undefined));
}

/** To the provider's own pages, from where the person comes back to this one. */
export async function goSignIn(client: Client) {
  sessionStorage.setItem(BACK, location.pathname + location.search);
  await (await client()).signinRedirect();
}

/** One client for the page, made at its first use. */
function clientOf(config: SignInConfig): Client {
  let made: Promise<UserManager> | undefined;
  const client = () => {
    made ??= import("./openId").then(({ userManager }) => {
      const manager = userManager(config);
      manager.events.addUserLoaded((user) => become({ kind: "in", client, subject: user.profile.sub }));
      manager.events.addUserUnloaded(() => become({ kind: "out", client }));
      // Without a network nothing can be renewed, and nothing is refused either: what is known stays in sight.
      manager.events.addSilentRenewError(() => void (navigator.onLine && expire(manager, client)));
      return manager;
    });
    // Code that could not be fetched may be there the next time.
    made.catch(() => (made = undefined));
    return made;
  };
  return client;
}

async function expire(manager: UserManager, client: Client) {
  await manager.removeUser();
  become({ kind: "out", client, notice: "Your session has ended. Please sign in again." });
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
