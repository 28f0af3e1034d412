import { lazy, type ReactElement, type ReactNode } from "react";
import { FirstUse } from "./firstUse";

const load = () => import("./openPopover");
const OpenPopover = lazy(() => load().then((module) => ({ default: module.OpenPopover })));

export interface PopoverProps {
  trigger: ReactElement;
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}

/** A small pane at a button; where it opens is worked out by code that comes when it is wanted. */
export function Popover(props: PopoverProps) {
  const { trigger, onOpenChange } = props;
  return (
    <FirstUse trigger={trigger} opens="dialog" load={load} onUse={() => onOpenChange?.(true)}>
      <OpenPopover {...props} />
    </FirstUse>
  );
}
