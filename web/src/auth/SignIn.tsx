import type { User, UserManager } from "oidc-client-ts";
import { useEffect, useState, type ReactNode } from "react";
import { onUnauthenticated } from "../api/client";
import { Button } from "../ui/button";
import { loadConfig, SessionContext, setTokenSource, userManager } from "./session";

type State =
  | { kind: "starting" }
  | { kind: "out"; manager: UserManager; notice?: string }
  | { kind: "in"; manager: UserManager; user: User }
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
    const signOut = () => {
      onSignOut();
      return state.manager.signoutRedirect();
    };
    const session = { user: state.user, signOut };
    return <SessionContext value={session}>{children}</SessionContext>;
  }
  return <Welcome state={state} />;
}

async function start(set: (state: State) => void) {
  const manager = userManager(await loadConfig());
  manager.events.addUserLoaded((user) => set({ kind: "in", manager, user }));
  manager.events.addUserUnloaded(() => set({ kind: "out", manager }));
  // Without a network nothing can be renewed, and nothing is refused either: what is known stays in sight.
  manager.events.addSilentRenewError(() => void (navigator.onLine && expire()));
  const expire = async () => {
    await manager.removeUser();
    set({ kind: "out", manager, notice: "Your session has ended. Please sign in again." });
  };
  setTokenSource(async () => (await manager.getUser())?.access_token ?? null);
  onUnauthenticated(() => void expire());

  const query = new URLSearchParams(location.search);
  if (query.has("state") && (query.has("code") || query.has("error"))) {
    try {
      await finish(manager);
    } catch (error) {
      history.replaceState(null, "", "/");
      const reason = error instanceof Error ? error.message : String(error);
      set({ kind: "out", manager, notice: `Signing in did not work: ${reason}` });
      return;
    }
  }
  const user = await manager.getUser();
  const usable = user !== null && (user.expired !== true || !navigator.onLine);
  set(usable ? { kind: "in", manager, user } : { kind: "out", manager });
}

let finishing: Promise<User | undefined> | null = null;

/** A code is good for one exchange, and React mounts twice in development. */
async function finish(manager: UserManager) {
  finishing ??= manager.signinCallback();
  await finishing;
  history.replaceState(null, "", sessionStorage.getItem(BACK) ?? "/");
  sessionStorage.removeItem(BACK);
}

function Welcome({ state }: { state: Exclude<State, { kind: "in" }> }) {
  const signIn = (manager: UserManager) => {
    sessionStorage.setItem(BACK, location.pathname + location.search);
    void manager.signinRedirect();
  };
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="w-full max-w-sm text-center">
        <img src="/favicon.svg" alt="" className="mx-auto mb-5 size-14" />
        <h1 className="text-2xl font-semibold tracking-tight">SignalBeam Edge</h1>
        <p className="text-muted mt-2 text-sm">Your fleet, its containers, and how they do.</p>
        <div className="mt-8" aria-live="polite">
          {state.kind === "starting" && <p className="text-muted text-sm">One moment…</p>}
          {state.kind === "broken" && (
            <p className="bg-bad-soft text-bad rounded-lg p-3 text-sm" role="alert">
              The sign-in cannot be reached: {state.reason}
            </p>
          )}
          {state.kind === "out" && (
            <>
              {state.notice !== undefined && (
                <p className="bg-warn-soft text-warn mb-4 rounded-lg p-3 text-sm" role="alert">
                  {state.notice}
                </p>
              )}
              <Button kind="primary" className="w-full justify-center" onClick={() => signIn(state.manager)}>
                Sign in
              </Button>
            </>
          )}
        </div>
      </div>
    </main>
  );
}
