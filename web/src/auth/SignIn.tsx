import { useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { Button } from "../ui/button";
import { SessionContext } from "./session";
import {
  goSignIn,
  keepSignedIn,
  onStanding,
  reasonOf,
  standingNow,
  type Client,
  type Standing,
} from "./standing";

/** Shows its children to people who have signed in, and a way to sign in to all others. */
export function SignIn({ onSignOut, children }: { onSignOut: () => void; children: ReactNode }) {
  const standing = useSyncExternalStore(onStanding, standingNow);
  const client = standing.kind === "in" ? standing.client : undefined;
  useEffect(() => (client === undefined ? undefined : keepSignedIn(client)), [client]);

  if (standing.kind === "in") {
    const signOut = async () => {
      const manager = await standing.client();
      onSignOut();
      await manager.signoutRedirect();
    };
    return <SessionContext value={{ subject: standing.subject, signOut }}>{children}</SessionContext>;
  }
  return <Welcome state={standing} />;
}

function Welcome({ state }: { state: Exclude<Standing, { kind: "in" }> }) {
  const [failure, setFailure] = useState<string | null>(null);
  const signIn = (client: Client) => goSignIn(client).catch((error: unknown) => setFailure(reasonOf(error)));
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
