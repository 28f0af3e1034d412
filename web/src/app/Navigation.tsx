import { Link, useRouterState } from "@tanstack/react-router";
import { useStanding } from "../api/roles";
import { isAt, placesFor } from "./places";

/** The places of the app, in their groups; the one that the page belongs to is marked. */
export function Navigation({ onGo }: { onGo?: () => void }) {
  const standing = useStanding();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav aria-label="Pages" className="space-y-5">
      {placesFor(standing).map((group) => (
        <div key={group.label}>
          <p className="text-muted mb-1 px-3 text-xs font-medium">{group.label}</p>
          <ul className="space-y-0.5">
            {group.places.map((place) => (
              <li key={place.to}>
                <Link
                  to={place.to}
                  {...(onGo === undefined ? {} : { onClick: onGo })}
                  aria-current={isAt(place, path) ? "page" : undefined}
                  className="text-muted hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink flex items-center gap-2.5 rounded-lg px-3 py-1.5 text-sm font-medium"
                >
                  <place.icon className="size-4 shrink-0" aria-hidden="true" />
                  {place.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
