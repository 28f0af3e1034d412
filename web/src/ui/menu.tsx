import { lazy, type ReactElement, type ReactNode } from "react";
import { FirstUse } from "./firstUse";

const load = () => import("./openMenu");
const OpenMenu = lazy(() => load().then((module) => ({ default: module.OpenMenu })));

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
}

export interface MenuProps {
  trigger: ReactElement;
  /** `null` draws a line; entries that may not be are left out by the caller. */
  entries: (MenuEntry | null)[];
  heading?: ReactNode;
}

/** A button's menu; where it opens is worked out by code that comes when it is wanted. */
export function Menu(props: MenuProps) {
  return (
    <FirstUse trigger={props.trigger} opens="menu" load={load}>
      <OpenMenu {...props} />
    </FirstUse>
  );
}
