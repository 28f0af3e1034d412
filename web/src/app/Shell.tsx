import { Link, Navigate, Outlet, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { Keyboard, LogOut, Menu as MenuIcon, Moon, Search, Sun, UserRound } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useMe } from "../api/queries";
import { useStanding } from "../api/roles";
import { useSession } from "../auth/session";
import { whenIdle } from "../lib/idle";
import { Button } from "../ui/button";
import { Menu } from "../ui/menu";
import { EmptyState, PageSkeleton } from "../ui/states";
import { Toasts } from "../ui/toast";
import type { Command } from "./CommandPalette";
import { Navigation } from "./Navigation";
import { OfflineNotice } from "./OfflineNotice";
import type { Overlay } from "./Overlays";
import { placesFor } from "./places";
import { useShortcuts } from "./shortcuts";
import { useTheme } from "./theme";
import { useLive } from "./useLive";

const loadOverlays = () => import("./Overlays");
const Overlays = lazy(() => loadOverlays().then((module) => ({ default: module.Overlays })));

export function Shell() {
  const [open, setOpen] = useState<Overlay | null>(null);
  const [used, setUsed] = useState(false);
  const navigate = useNavigate();
  const show = useCallback((next: Overlay) => {
    setUsed(true);
    setOpen(next);
  }, []);
  const close = useCallback(() => setOpen(null), []);
  const palette = useCallback(() => show("palette"), [show]);
  const list = useCallback(() => show("shortcuts"), [show]);
  const go = useCallback((to: string) => void navigate({ to }), [navigate]);
  useShortcuts({ palette, list, go });
  useInnerLinks();
  useEffect(() => whenIdle(() => void loadOverlays().catch(() => undefined)), []);
  useLive();
  const commands = useCommands(go, list);

  return (
    <>
      <a
        href="#main"
        className="bg-accent text-accent-ink absolute -top-12 left-4 z-30 rounded-md px-3 py-2 focus:top-2"
      >
        Skip to content
      </a>
      <header className="bg-surface sticky top-0 z-20 border-b">
        <div className="flex h-14 items-center gap-2 px-3 sm:px-5">
          <Button
            kind="quiet"
            className="lg:hidden"
            aria-label="Show the pages"
            onClick={() => show("navigation")}
          >
            <MenuIcon className="size-5" />
          </Button>
          <Home />
          <SearchButton onClick={palette} />
          <div className="ml-auto flex items-center gap-1 sm:ml-2">
            <ThemeButton />
            <PersonMenu onShortcuts={list} />
          </div>
        </div>
        <OfflineNotice />
      </header>
      <div className="flex">
        <aside className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-56 shrink-0 overflow-y-auto border-r p-3 lg:block">
          <Navigation />
        </aside>
        <main id="main" className="mx-auto w-full max-w-7xl min-w-0 px-4 py-6 sm:px-6">
          <Inside />
        </main>
      </div>
      {used && (
        <Suspense>
          <Overlays
            open={open}
            onClose={close}
            commands={commands}
            onDevice={(deviceId) => void navigate({ to: "/devices/$deviceId", params: { deviceId } })}
          />
        </Suspense>
      )}
      <Toasts />
    </>
  );
}

/** Plain links between pages do not load the app anew, so that components need not know the router. */
function useInnerLinks() {
  const router = useRouter();
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const link =
        event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      const href = link?.getAttribute("href") ?? "";
      if (
        !href.startsWith("/") ||
        href.startsWith("/api/") ||
        link?.target ||
        link?.hasAttribute("download")
      ) {
        return;
      }
      event.preventDefault();
      router.history.push(href);
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [router]);
}

/**
 * Pages belong to a tenant: who is in none, or has no role in it, is told so instead of being refused everywhere. So no
 * page asks for anything before it is known who asks; where that cannot be found out, the page says why.
 */
function Inside() {
  const me = useMe();
  // Of the page that stands: on the way to another one it is still shown.
  const path = useRouterState({ select: (state) => state.matches.at(-1)?.pathname });
  if (me.isPending && me.failureCount === 0) return <PageSkeleton />;
  if (me.data !== undefined && me.data.tenant === undefined) {
    const platform = me.data.platformAdministrator;
    if (platform && path === "/tenants") return <Outlet />;
    if (platform && path === "/") return <Navigate to="/tenants" replace />;
    return (
      <EmptyState title="You belong to no tenant">
        {platform ? (
          <>
            You stand outside all tenants and see into none.{" "}
            <Link to="/tenants" className="text-accent underline">
              Look after the tenants
            </Link>
          </>
        ) : (
          <>
            Ask an admin of your organisation to add you. For them you are{" "}
            <code className="break-all">{me.data.subject}</code> of{" "}
            <code className="break-all">{me.data.issuer}</code>.
          </>
        )}
      </EmptyState>
    );
  }
  if (me.data?.roles.length === 0) {
    return (
      <EmptyState title="You have no role yet">Ask an admin of {me.data.tenant?.name} for one.</EmptyState>
    );
  }
  return <Outlet />;
}

function useCommands(go: (to: string) => void, list: () => void): Command[] {
  const standing = useStanding();
  const session = useSession();
  const [theme, toggle] = useTheme();
  const places = placesFor(standing).flatMap((group) => group.places);
  return [
    ...places.map((place) => ({
      id: place.to,
      label: place.label,
      ...(place.key === undefined ? {} : { hint: `g ${place.key}` }),
      icon: <place.icon className="size-4" />,
      run: () => go(place.to),
    })),
    {
      id: "theme",
      label: theme === "dark" ? "Use the light theme" : "Use the dark theme",
      icon: theme === "dark" ? <Sun className="size-4" /> : <Moon className="size-4" />,
      run: toggle,
    },
    {
      id: "shortcuts",
      label: "Show the keyboard shortcuts",
      hint: "?",
      icon: <Keyboard className="size-4" />,
      run: list,
    },
    {
      id: "sign-out",
      label: "Sign out",
      icon: <LogOut className="size-4" />,
      run: () => void session.signOut(),
    },
  ];
}

function Home() {
  const tenant = useMe().data?.tenant?.name;
  return (
    <Link to="/" search={{}} className="flex min-w-0 items-center gap-2.5 font-semibold tracking-tight">
      <img src="/favicon.svg" alt="" className="size-7" />
      <span className="sr-only sm:not-sr-only">SignalBeam</span>
      {tenant !== undefined && (
        <span className="text-muted truncate border-l pl-2.5 text-sm font-normal">{tenant}</span>
      )}
    </Link>
  );
}

function SearchButton({ onClick }: { onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label="Search pages, devices and actions"
      className="text-muted hover:border-accent ml-auto flex h-9 items-center gap-2 rounded-lg border px-2.5 text-sm sm:w-64"
    >
      <Search className="size-4" aria-hidden="true" />
      <span className="hidden sm:inline">Search</span>
      <kbd className="bg-raised ml-auto hidden rounded px-1.5 py-0.5 font-mono text-[11px] sm:inline">
        Ctrl K
      </kbd>
    </button>
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

function PersonMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const me = useMe().data;
  const session = useSession();
  const role = me?.platformAdministrator === true ? "Platform administrator" : (me?.roles[0] ?? "No role");
  return (
    <Menu
      trigger={
        <Button kind="quiet" aria-label="You">
          <UserRound className="size-4" />
        </Button>
      }
      heading={
        <div className="text-sm">
          <div className="font-medium">{me?.name ?? me?.email ?? me?.subject ?? "You"}</div>
          <div className="text-muted text-xs">{role}</div>
        </div>
      }
      entries={[
        null,
        {
          label: "Keyboard shortcuts",
          icon: <Keyboard className="size-4" aria-hidden="true" />,
          onSelect: onShortcuts,
        },
        {
          label: "Sign out",
          icon: <LogOut className="size-4" aria-hidden="true" />,
          onSelect: () => void session.signOut(),
        },
      ]}
    />
  );
}
