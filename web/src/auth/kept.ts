/** Where to sign in: `/config.json`, written by the deployment, or by the local cloud. */
export interface SignInConfig {
  issuer: string;
  clientId: string;
  scope: string;
  /** RFC 8707 resource that access tokens shall be for, where the issuer wants one. */
  resource?: string;
}

let config: Promise<SignInConfig> | undefined;

/** Asked for once. */
export function signInConfig(): Promise<SignInConfig> {
  config ??= loadConfig();
  return config;
}

async function loadConfig(): Promise<SignInConfig> {
  const answer = await fetch("/config.json");
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  return (await answer.json()) as SignInConfig;
}

/** Somebody who has signed in. */
export interface SignedIn {
  subject: string;
  accessToken: string;
  expired: boolean;
}

/** As `oidc-client-ts` writes it down; what it does not know to be there is looked at before it is believed. */
interface Kept {
  access_token?: unknown;
  /** In Unix seconds. */
  expires_at?: unknown;
  profile?: { sub?: unknown };
}

/**
 * Who has signed in in this tab, as the OpenID client keeps it; so that a page need not wait for that client, which is
 * needed only to sign in, to renew and to sign out.
 */
export function keptSession({ issuer, clientId }: SignInConfig): SignedIn | null {
  const text = sessionStorage.getItem(`oidc.user:${issuer}:${clientId}`);
  if (text === null) return null;
  const { access_token, expires_at, profile } = JSON.parse(text) as Kept;
  if (typeof access_token !== "string" || typeof profile?.sub !== "string") return null;
  const expired = typeof expires_at === "number" && expires_at <= Date.now() / 1_000;
  return { subject: profile.sub, accessToken: access_token, expired };
}
