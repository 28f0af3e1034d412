import { createContext, useContext } from "react";

export interface Session {
  subject: string;
  signOut: () => Promise<void>;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("there is no session outside <SignIn>");
  return session;
}

let token: (() => string | null) | null = null;

/** The API client asks for the token at each request, so that a renewed one is used at once. */
export function setTokenSource(source: () => string | null) {
  token = source;
}

export function accessToken(): string | null {
  return token === null ? null : token();
}
