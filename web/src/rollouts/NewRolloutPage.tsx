import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import { useRights } from "../api/roles";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { TextField } from "../ui/field";
import { PageHeader } from "../ui/page";
import { ProblemNotice } from "../ui/problem";
import { ErrorState } from "../ui/states";
import { useSettled } from "../lib/settle";
import { Bounds } from "./Bounds";
import { formErrors, newRollout, type RolloutForm } from "./form";
import { GateEditor } from "./GateEditor";
import { Preview } from "./Preview";
import { TargetFields } from "./TargetFields";
import { VersionFields } from "./VersionFields";
import { WaveEditor } from "./WaveEditor";
import type { NewRollout } from "./waves";

const route = getRouteApi("/rollouts/new");

const EMPTY: RolloutForm = {
  name: "",
  bundleId: "",
  version: "",
  reach: "group",
  groupId: "",
  selector: "",
  deviceIds: "",
  waves: [],
  gates: [],
  maxUnavailable: "",
  errorThreshold: "",
  onErrors: "Pause",
  deadlineMinutes: "15",
  startAt: "",
  windowFrom: "",
  windowTo: "",
  draft: false,
};

/** Asks for a rollout, with what it would reach beside it before anything happens. */
export function NewRolloutPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useRights();
  const [form, setForm] = useState<RolloutForm>(() => ({
    ...EMPTY,
    bundleId: search.bundle ?? "",
    version: search.version ?? "",
    groupId: search.group ?? "",
    selector: search.selector ?? "",
    deviceIds: search.devices ?? "",
    reach: search.selector !== undefined ? "selector" : search.devices !== undefined ? "devices" : "group",
  }));
  const create = useAct((body: NewRollout) => taken(api.POST("/rollouts", { body })), {
    done: (made) => `${made.name} is made`,
    changes: [["rollouts"], ["fleet"]],
  });
  const change = (next: Partial<RolloutForm>) => {
    const changed = { ...form, ...next };
    setForm(changed);
    create.reset();
    const { bundleId: bundle, version, reach, groupId: group, selector, deviceIds: devices } = changed;
    const whom = reach === "group" ? { group } : reach === "selector" ? { selector } : { devices };
    void navigate({
      search: Object.fromEntries(
        Object.entries({ bundle, version, ...whom }).filter(([, value]) => value !== ""),
      ),
      replace: true,
    });
  };
  const missing = formErrors(form);
  const ready = Object.keys(missing).length === 0;
  const refused = fieldErrors(create.error);
  const settled = useSettled(form, 500);
  if (!may("Operator"))
    return (
      <ErrorState
        title="This takes an operator"
        detail="Your role lets you look at rollouts, not make them."
      />
    );
  return (
    <>
      <PageHeader
        title="New rollout"
        back={
          <Link
            to="/rollouts"
            search={{}}
            className="text-muted hover:text-ink inline-flex items-center gap-1"
          >
            <ChevronLeft className="size-4" aria-hidden="true" /> Rollouts
          </Link>
        }
      />
      <form
        className="grid gap-6 lg:grid-cols-[1fr_22rem]"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready || create.isPending) return;
          create.mutate(newRollout(form), {
            onSuccess: ({ id }) =>
              void navigate({ to: "/rollouts/$rolloutId", params: { rolloutId: id }, search: {} }),
          });
        }}
      >
        <div className="min-w-0 space-y-6">
          <Card title="What">
            <VersionFields form={form} refused={refused} onChange={change} />
          </Card>
          <Card title="To whom">
            <TargetFields form={form} refused={refused} onChange={change} />
          </Card>
          <Card title="In which waves">
            <WaveEditor waves={form.waves} refused={refused} onChange={(waves) => change({ waves })} />
          </Card>
          <Card title="What must hold meanwhile">
            <GateEditor
              gates={form.gates}
              soaks={form.waves.some((wave) => wave.soakSeconds > 0)}
              refused={refused}
              onChange={(gates) => change({ gates })}
            />
          </Card>
          <Card title="How carefully">
            <Bounds form={form} missing={missing} refused={refused} onChange={change} />
          </Card>
        </div>
        <div className="space-y-4 lg:sticky lg:top-20 lg:self-start">
          <Preview form={settled} />
          <TextField
            label="Name"
            hint="Without one it is called by its bundle and version"
            value={form.name}
            error={refused.name}
            onChange={(name) => change({ name })}
          />
          {create.isError && <ProblemNotice error={create.error} />}
          <Button kind="primary" type="submit" className="w-full" busy={create.isPending} disabled={!ready}>
            {form.draft ? "Make a draft" : form.startAt === "" ? "Start the rollout" : "Schedule the rollout"}
          </Button>
        </div>
      </form>
    </>
  );
}
