import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import { useReportedState, type Device } from "../api/queries";
import { useRights } from "../api/roles";
import { SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { KIND_NAMES, KINDS, newCommand, type CommandForm } from "./commands";

const EXPIRIES = [
  { value: "300", label: "5 minutes" },
  { value: "3600", label: "an hour" },
  { value: "86400", label: "a day" },
  { value: "604800", label: "7 days" },
];

/** Tells the device to do something once. What interrupts it asks for its name. */
export function SendCommand({ device, onClose }: { device: Device; onClose: () => void }) {
  const may = useRights();
  const reported = useReportedState(device.id);
  const places = (reported.data?.report?.containers ?? []).map(({ bundle, name }) => `${bundle}/${name}`);
  const [form, setForm] = useState<CommandForm>({
    kind: "Refresh",
    place: "",
    lines: "500",
    expires: "3600",
  });
  const [typed, setTyped] = useState("");
  const kind = KINDS[form.kind];
  const filled = { ...form, place: form.place === "" ? (places[0] ?? "") : form.place };
  const ready =
    (!kind.container || filled.place !== "") && (form.kind !== "Reboot" || typed.trim() === device.name);
  const change = (next: Partial<CommandForm>) => setForm({ ...form, ...next });
  const send = useAct(
    () =>
      taken(
        api.POST("/devices/{id}/commands", {
          params: { path: { id: device.id } },
          body: newCommand(filled),
        }),
      ),
    { done: `${kind.label} is on its way`, changes: [["devices", device.id, "commands"]] },
  );
  const refused = fieldErrors(send.error);
  return (
    <FormDialog
      onClose={onClose}
      title={`New command for ${device.name}`}
      action="Send"
      sending={send}
      ready={ready}
      onSubmit={() => send.mutate(undefined, { onSuccess: onClose })}
    >
      <SelectField
        label="What it shall do"
        hint={kind.hint}
        value={form.kind}
        options={KIND_NAMES.filter((name) => may(KINDS[name].role)).map((value) => ({
          value,
          label: KINDS[value].label,
        }))}
        error={refused.kind}
        onChange={(next) => change({ kind: next })}
      />
      {kind.container && (
        <SelectField
          label="Container"
          hint={places.length === 0 ? "The device has reported none" : undefined}
          value={filled.place}
          options={places.map((value) => ({ value, label: value }))}
          error={refused.container ?? refused.bundleId}
          onChange={(place) => change({ place })}
        />
      )}
      {form.kind === "FetchLogs" && (
        <TextField
          label="Lines at the most"
          inputMode="numeric"
          value={form.lines}
          error={refused.lines}
          onChange={(lines) => change({ lines })}
        />
      )}
      <SelectField
        label="To be begun within"
        hint="An offline device does it once it is back, if that is in time"
        value={form.expires}
        options={EXPIRIES}
        error={refused.expiresInSeconds}
        onChange={(expires) => change({ expires })}
      />
      {form.kind === "Reboot" && (
        <TextField
          label={`Type ${device.name} to confirm`}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </FormDialog>
  );
}
