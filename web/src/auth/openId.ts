import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { SignInConfig } from "./kept";

/** What talks to the OpenID provider, and renews what it gave in time. */
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
