import type { components } from "./generated/schema";
import { useMe } from "./queries";

export type Role = components["schemas"]["Role"];

/** Each may do what those before it may. */
const ORDER: readonly Role[] = ["Viewer", "Operator", "Admin"];

export function mayAs(roles: readonly Role[], needed: Role): boolean {
  return roles.some((role) => ORDER.indexOf(role) >= ORDER.indexOf(needed));
}

/**
 * Whether the API would let the person who looks do what takes this role (docs/access.md), so that nothing is offered
 * that would be refused. Nobody may while it is not known who that is.
 */
export function useMay(needed: Role): boolean {
  return useRights()(needed);
}

/** The same question, to be asked of several roles. */
export function useRights(): (needed: Role) => boolean {
  const roles = useMe().data?.roles ?? [];
  return (needed) => mayAs(roles, needed);
}

/** Where somebody stands: in a tenant with a role, outside all of them as an administrator of the installation, or both. */
export interface Standing {
  may: (needed: Role) => boolean;
  /** Taken for granted until it is known. */
  inTenant: boolean;
  platform: boolean;
}

export function useStanding(): Standing {
  const me = useMe().data;
  const may = useRights();
  return {
    may,
    inTenant: me === undefined || me.tenant !== undefined,
    platform: me?.platformAdministrator === true,
  };
}
