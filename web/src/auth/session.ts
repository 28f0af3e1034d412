import { UserManager, WebStorageStateStore, type User } from "oidc-client-ts";
import { createContext, useContext } from "react";

/** Where to sign in: `/config.json`, written by the deployment, or by the local cloud. */
export interface SignInConfig {
  issuer: string;
  clientId: string;
  scope: string;
  /** RFC 8707 resource that access tokens shall be for, where the issuer wants one. */
  resource?: string;
}

export async function loadConfig(): Promise<SignInConfig> {
  const answer = await fetch("/config.json");
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  return (await answer.json()) as SignInConfig;
}

export interface Session {
  user: User;
  signOut: () => Promise<void>;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("there is no session outside <SignIn>");
  return session;
}

export function userManager(config: SignInConfig): UserManager {
  const home = `${location.origin}/`;
  return new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    response_type: "code",
    scope: config.scope,
    ...(config.resource === undefined ? {} : { resource: config.resource }),
    automaticSilentRenew: true,
    // Gone with the tab, and out of reach of other origins.
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });
}

let token: (() => Promise<string | null>) | null = null;

/** The API client asks for the token at each request, so that a renewed one is used at once. */
export function setTokenSource(source: () => Promise<string | null>) {
  token = source;
}

export async function accessToken(): Promise<string | null> {
  return token === null ? null : token();
}
