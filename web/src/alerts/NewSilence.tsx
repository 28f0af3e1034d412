import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import { filled, given } from "../lib/given";
import { SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { SelectorField } from "../ui/selectorField";
import { useRuleChoice } from "./data";

const LENGTHS = [
  { value: "1", label: "an hour" },
  { value: "4", label: "4 hours" },
  { value: "24", label: "a day" },
  { value: "168", label: "a week" },
  { value: "720", label: "30 days" },
] as const;

/** For a time, webhooks are not told: of a rule, of some devices, or of both. */
export function NewSilence({ ruleId, onClose }: { ruleId?: string; onClose: () => void }) {
  const rules = useRuleChoice();
  const [rule, setRule] = useState(ruleId ?? "");
  const [selector, setSelector] = useState("");
  const [hours, setHours] = useState<(typeof LENGTHS)[number]["value"]>("4");
  const [comment, setComment] = useState("");
  const create = useAct(
    () =>
      taken(
        api.POST("/alert-silences", {
          body: given({
            ruleId: filled(rule),
            selector: filled(selector),
            endsAt: new Date(Date.now() + Number(hours) * 3_600_000).toISOString(),
            comment: filled(comment),
          }),
        }),
      ),
    { done: "The silence holds", changes: [["alerts"]] },
  );
  const refused = fieldErrors(create.error);
  return (
    <FormDialog
      onClose={onClose}
      title="New silence"
      description="Alerts still show here; webhooks are not told of them."
      action="Silence"
      sending={create}
      onSubmit={() => create.mutate(undefined, { onSuccess: onClose })}
    >
      <SelectField
        label="Rule"
        value={rule}
        error={refused.ruleId}
        options={[
          { value: "", label: "every rule" },
          ...(rules.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={setRule}
      />
      <SelectorField
        label="Devices"
        hint="A selector; empty for every device"
        value={selector}
        onChange={setSelector}
        error={refused.selector}
      />
      <SelectField label="For" value={hours} options={LENGTHS} onChange={setHours} error={refused.endsAt} />
      <TextField label="Why" value={comment} onChange={setComment} error={refused.comment} />
    </FormDialog>
  );
}
