import { Link, Outlet } from "@tanstack/react-router";
import { LogOut, Moon, Sun } from "lucide-react";
import { useMe } from "../api/queries";
import { useSession } from "../auth/session";
import { Button } from "../ui/button";
import { useTheme } from "./theme";

export function Shell() {
  return (
    <div className="min-h-dvh">
      <a
        href="#main"
        className="bg-accent text-accent-ink absolute -top-12 left-4 z-20 rounded-md px-3 py-2 focus:top-2"
      >
        Skip to content
      </a>
      <header className="bg-surface/90 sticky top-0 z-10 border-b backdrop-blur">
        <div className="mx-auto flex h-14 max-w-7xl items-center gap-4 px-4 sm:px-6">
          <Link to="/" search={{}} className="flex items-center gap-2.5 font-semibold tracking-tight">
            <img src="/favicon.svg" alt="" className="size-7" />
            <span>SignalBeam</span>
          </Link>
          <div className="ml-auto flex items-center gap-1.5">
            <Who />
            <ThemeButton />
            <SignOutButton />
          </div>
        </div>
      </header>
      <main id="main" className="mx-auto max-w-7xl px-4 py-6 sm:px-6">
        <Outlet />
      </main>
    </div>
  );
}

function Who() {
  const me = useMe();
  if (me.data === undefined) return null;
  const role = me.data.platformAdministrator ? "Platform" : (me.data.roles[0] ?? "No role");
  return (
    <div className="mr-2 hidden text-right text-xs leading-tight sm:block">
      <div className="font-medium">{me.data.name ?? me.data.email ?? me.data.subject}</div>
      <div className="text-muted">
        {role}
        {me.data.tenant === undefined ? "" : ` · ${me.data.tenant.name}`}
      </div>
    </div>
  );
}

function ThemeButton() {
  const [theme, toggle] = useTheme();
  const label = theme === "dark" ? "Use the light theme" : "Use the dark theme";
  return (
    <Button kind="quiet" aria-label={label} title={label} onClick={toggle}>
      {theme === "dark" ? <Sun className="size-4" /> : <Moon className="size-4" />}
    </Button>
  );
}

function SignOutButton() {
  const session = useSession();
  return (
    <Button kind="quiet" aria-label="Sign out" title="Sign out" onClick={() => void session.signOut()}>
      <LogOut className="size-4" />
    </Button>
  );
}
