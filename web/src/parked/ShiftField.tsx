import { TextField } from "../ui/field";
import { shiftMillis } from "./bytes";

/** How far an event's time is moved when it is taken. */
export function ShiftField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextField
      label="Move its time by"
      hint="-2 h for a clock that was two hours ahead; empty leaves it"
      value={value}
      onChange={onChange}
      error={shiftMillis(value) === undefined ? "must be a length of time such as -2 h or 30 min" : undefined}
    />
  );
}
