import { useState } from "react";
import { typedNumber } from "../lib/given";
import { CheckboxField, SelectField, TextAreaField, TextField } from "../ui/field";
import { complaintAbout, withField, type Complaint, type Draft } from "./draft";
import { lines, listLines, mapLines, portLines, readMap, readPorts, readVolumes, volumeLines } from "./lines";

const MIB = 1024 * 1024;
const POLICIES = [
  { value: "always", label: "always" },
  { value: "unless-stopped", label: "unless stopped" },
  { value: "on-failure", label: "on failure" },
  { value: "no", label: "never" },
] as const;

export function ContainerForm({
  container,
  place,
  complaints,
  onChange,
}: {
  container: Draft;
  place: string;
  complaints: Complaint[];
  onChange: (container: Draft) => void;
}) {
  const about = (field: string) => complaintAbout(complaints, `${place}.${field}`);
  const set = (field: string, value: unknown) => onChange(withField(container, field, value));
  const text = (field: string) => (typeof container[field] === "string" ? container[field] : "");
  const limits = asDraft(container.limits);
  const restart = asDraft(container.restart);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Name"
        value={text("name")}
        error={about("name")}
        onChange={(value) => onChange({ ...container, name: value })}
        autoComplete="off"
      />
      <TextField
        label="Image"
        mono
        placeholder="ghcr.io/org/app:1.2.0"
        value={text("image")}
        error={about("image")}
        onChange={(value) => onChange({ ...container, image: value })}
        autoComplete="off"
        spellCheck={false}
      />
      <LinesField
        label="Environment"
        hint="KEY=value, one a line; ${device.id}, ${device.name} and ${label.KEY} are the device's own"
        value={container.env}
        write={mapLines}
        read={readMap}
        error={about("env")}
        onChange={(value) => set("env", value)}
      />
      <LinesField
        label="Secrets"
        hint="KEY=name of a secret, one a line"
        value={container.secrets}
        write={mapLines}
        read={readMap}
        error={about("secrets")}
        onChange={(value) => set("secrets", value)}
      />
      <LinesField
        label="Ports"
        hint="8080:80 or 53:53/udp, one a line: the device's first"
        value={container.ports}
        write={portLines}
        read={readPorts}
        error={about("ports")}
        onChange={(value) => set("ports", value)}
      />
      <LinesField
        label="Volumes"
        hint="state:/var/lib/app or /srv/in:/data:ro, one a line"
        value={container.volumes}
        write={volumeLines}
        read={readVolumes}
        error={about("volumes")}
        onChange={(value) => set("volumes", value)}
      />
      <LinesField
        label="Command"
        hint="One word a line; empty keeps the image's"
        value={container.command}
        write={listLines}
        read={lines}
        error={about("command")}
        onChange={(value) => set("command", value)}
      />
      <LinesField
        label="Starts after"
        hint="Names of other containers, one a line"
        value={container.dependsOn}
        write={listLines}
        read={lines}
        error={about("dependsOn")}
        onChange={(value) => set("dependsOn", value)}
      />
      <SelectField
        label="Restart"
        value={POLICIES.find(({ value }) => value === restart.policy)?.value ?? "always"}
        options={POLICIES}
        error={about("restart")}
        onChange={(policy) => set("restart", policy === "always" ? undefined : { policy })}
      />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Memory in MiB"
          inputMode="numeric"
          value={typeof limits.memoryBytes === "number" ? String(limits.memoryBytes / MIB) : ""}
          error={about("limits.memoryBytes")}
          onChange={(value) => {
            const mebibytes = typedNumber(value);
            set(
              "limits",
              withField(limits, "memoryBytes", mebibytes === undefined ? undefined : mebibytes * MIB),
            );
          }}
        />
        <TextField
          label="Processors"
          inputMode="decimal"
          value={typeof limits.cpus === "number" ? String(limits.cpus) : ""}
          error={about("limits.cpus")}
          onChange={(value) => set("limits", withField(limits, "cpus", typedNumber(value)))}
        />
      </div>
      <CheckboxField
        label="On the device's network"
        hint="The device's owner must allow it"
        checked={container.hostNetwork === true}
        onChange={(checked) => set("hostNetwork", checked ? true : undefined)}
      />
      <CheckboxField
        label="Privileged"
        hint="The device's owner must allow it"
        checked={container.privileged === true}
        onChange={(checked) => set("privileged", checked ? true : undefined)}
      />
    </div>
  );
}

/** A list as lines; what is typed stays as it is typed until the list changes from elsewhere. */
function LinesField<T>({
  label,
  hint,
  value,
  write,
  read,
  error,
  onChange,
}: {
  label: string;
  hint: string;
  value: unknown;
  write: (value: unknown) => string;
  read: (text: string) => T;
  error: string | undefined;
  onChange: (value: T) => void;
}) {
  const [typed, setTyped] = useState(() => write(value));
  const shown = write(read(typed)) === write(value) ? typed : write(value);
  return (
    <TextAreaField
      label={label}
      hint={hint}
      rows={2}
      mono
      value={shown}
      error={error}
      spellCheck={false}
      onChange={(text) => {
        setTyped(text);
        onChange(read(text));
      }}
    />
  );
}

function asDraft(value: unknown): Draft {
  return typeof value === "object" && value !== null ? (value as Draft) : {};
}
