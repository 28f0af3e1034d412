/** What the first page asks for before anything else, while the app's own code is still on its way. */
export const FIRST = {
  me: "/api/me",
  fleet: ["/api/devices?limit=200", "/api/fleet/summary"],
};

/** Not what was true for a page that somebody has been looking at since; in milliseconds. */
const GOOD_FOR = 1_900;

interface Early {
  at: number;
  authorization: string;
  answer: Promise<Response>;
}

const asked = new Map<string, Early>();

/**
 * Asks who it is that looks, and for the fleet where that is the page and they are in a tenant: whoever is in none would be
 * refused. The app finds the answers by `earlyAnswer`, and asks itself where there is none.
 */
export async function askEarly(
  accessToken: string,
  { pathname, search }: { pathname: string; search: string },
) {
  const authorization = `Bearer ${accessToken}`;
  const ask = (path: string) => {
    const answer = fetch(path, { headers: { accept: "application/json", authorization } });
    // Who takes it hears of a failure; where nobody does, nobody need to.
    answer.catch(() => undefined);
    asked.set(path, { at: Date.now(), authorization, answer });
    return answer;
  };
  const answer = await ask(FIRST.me);
  const looking = answer.ok ? ((await answer.clone().json()) as Looking) : {};
  // Where the app was as quick it asks for the rest itself.
  if (asked.has(FIRST.me) && seesFleet(looking, { pathname, search }))
    for (const path of FIRST.fleet) void ask(path);
}

interface Looking {
  tenant?: unknown;
  roles?: readonly unknown[];
}

/** Whether the page is the fleet, whole, of somebody who may see it. */
export function seesFleet(
  { tenant, roles = [] }: Looking,
  page: { pathname: string; search: string },
): boolean {
  return tenant !== undefined && roles.length > 0 && page.pathname === "/" && page.search === "";
}

/** The answer to what was asked early, as the same person: once, and no old one. */
export function earlyAnswer(request: Request): Promise<Response> | undefined {
  if (asked.size === 0 || request.method !== "GET") return undefined;
  const { pathname, search } = new URL(request.url);
  const early = asked.get(pathname + search);
  asked.delete(pathname + search);
  return early !== undefined &&
    Date.now() - early.at < GOOD_FOR &&
    early.authorization === request.headers.get("authorization")
    ? early.answer
    : undefined;
}
