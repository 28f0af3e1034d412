import "@fontsource-variable/inter";
import "./app/app.css";
import { askEarly } from "./api/early";
import { keptSession, signInConfig } from "./auth/kept";

// Small, so that it runs while the rest is on its way: by the time that the app can draw, its first page has been answered.
async function begin() {
  const kept = keptSession(await signInConfig());
  if (kept !== null && !kept.expired) await askEarly(kept.accessToken, location);
}

// The app asks for the same, and says what has gone wrong.
begin().catch(() => undefined);
void import("./main");
