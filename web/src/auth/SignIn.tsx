import type { UserManager } from "oidc-client-ts";
import { useEffect, useState, type ReactNode } from "react";
import { onUnauthenticated } from "../api/client";
import { whenIdle } from "../lib/idle";
import { Button } from "../ui/button";
import { keptSession, loadConfig, SessionContext, setTokenSource, type SignInConfig } from "./session";

/** The OpenID client, whose code comes when somebody signs in, or has signed in and the page stands. */
type Client = () => Promise<UserManager>;

type State =
  | { kind: "starting" }
  | { kind: "out"; client: Client; notice?: string }
  | { kind: "in"; client: Client; subject: string }
  | { kind: "broken"; reason: string };

const BACK = "signalbeam.back";

/** Shows its children to people who have signed in, and a way to sign in to all others. */
export function SignIn({ onSignOut, children }: { onSignOut: () => void; children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: "starting" });

  useEffect(() => {
    let gone = false;
    const set = (next: State) => {
      if (!gone) setState(next);
    };
    start(set).catch((error: unknown) => {
      set({ kind: "broken", reason: error instanceof Error ? error.message : String(error) });
    });
    return () => {
      gone = true;
    };
  }, []);

  if (state.kind === "in") {
    const signOut = async () => {
      const manager = await state.client();
      onSignOut();
      await manager.signoutRedirect();
    };
    return <SessionContext value={{ subject: state.subject, signOut }}>{children}</SessionContext>;
  }
  return <Welcome state={state} />;
}

async function start(set: (state: State) => void) {
  const config = await loadConfig();
  const client = clientOf(config, set);
  setTokenSource(() => keptSession(config)?.accessToken ?? null);
  onUnauthenticated(() => void client().then((manager) => expire(manager, client, set)));

  const query = new URLSearchParams(location.search);
  if (query.has("state") && (query.has("code") || query.has("error"))) {
    try {
      await finish(await client());
    } catch (error) {
      history.replaceState(null, "", "/");
      const reason = error instanceof Error ? error.message : String(error);
      set({ kind: "out", client, notice: `Signing in did not work: ${reason}` });
      return;
    }
  }
  const kept = keptSession(config);
  if (kept !== null && (!kept.expired || !navigator.onLine)) {
    set({ kind: "in", client, subject: kept.subject });
    // It renews the session in time.
    whenIdle(() => void client().catch(() => undefined));
  } else {
    set({ kind: "out", client });
  }
}

/** One client for the page, made at its first use. */
function clientOf(config: SignInConfig, set: (state: State) => void): Client {
  let made: Promise<UserManager> | undefined;
  const client = () => {
    made ??= import("./openId").then(({ userManager }) => {
      const manager = userManager(config);
      manager.events.addUserLoaded((user) => set({ kind: "in", client, subject: user.profile.sub }));
      manager.events.addUserUnloaded(() => set({ kind: "out", client }));
      // Without a network nothing can be renewed, and nothing is refused either: what is known stays in sight.
      manager.events.addSilentRenewError(() => void (navigator.onLine && expire(manager, client, set)));
      return manager;
    });
    // Code that could not be fetched may be there the next time.
    made.catch(() => (made = undefined));
    return made;
  };
  return client;
}

async function expire(manager: UserManager, client: Client, set: (state: State) => void) {
  await manager.removeUser();
  set({ kind: "out", client, notice: "Your session has ended. Please sign in again." });
}

let finishing: Promise<unknown> | null = null;

/** A code is good for one exchange, and React mounts twice in development. */
async function finish(manager: UserManager) {
  finishing ??= manager.signinCallback();
  await finishing;
  history.replaceState(null, "", sessionStorage.getItem(BACK) ?? "/");
  sessionStorage.removeItem(BACK);
}

function Welcome({ state }: { state: Exclude<State, { kind: "in" }> }) {
  const [failure, setFailure] = useState<string | null>(null);
  const signIn = async (client: Client) => {
    sessionStorage.setItem(BACK, location.pathname + location.search);
    try {
      await (await client()).signinRedirect();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  const reason = state.kind === "broken" ? state.reason : failure;
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="w-full max-w-sm text-center">
        <img src="/favicon.svg" alt="" className="mx-auto mb-5 size-14" />
        <h1 className="text-2xl font-semibold tracking-tight">SignalBeam Edge</h1>
        <p className="text-muted mt-2 text-sm">Your fleet, its containers, and how they do.</p>
        <div className="mt-8" aria-live="polite">
          {state.kind === "starting" && <p className="text-muted text-sm">One moment…</p>}
          {reason !== null && (
            <p className="bg-bad-soft text-bad mb-4 rounded-lg p-3 text-sm" role="alert">
              The sign-in cannot be reached: {reason}
            </p>
          )}
          {state.kind === "out" && (
            <>
              {state.notice !== undefined && (
                <p className="bg-warn-soft text-warn mb-4 rounded-lg p-3 text-sm" role="alert">
                  {state.notice}
                </p>
              )}
              <Button
                kind="primary"
                className="w-full justify-center"
                onClick={() => void signIn(state.client)}
              >
                Sign in
              </Button>
            </>
          )}
        </div>
      </div>
    </main>
  );
}
