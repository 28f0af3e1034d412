import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { given } from "../lib/given";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { ProblemNotice } from "../ui/problem";
import { shiftMillis } from "./bytes";
import { ShiftField } from "./ShiftField";

export interface ReplayFilter {
  reason: string | undefined;
  hub: string | undefined;
  deviceId: string | undefined;
}

interface Outcome {
  taken: number;
  parked: number;
}

/** Tries all that the filter shows, page after page, until the last one. */
async function replayAll(filter: ReplayFilter, millis: number): Promise<Outcome> {
  const outcome = { taken: 0, parked: 0 };
  let cursor: string | undefined;
  do {
    const page = await taken(
      api.POST("/parked-events/replay", {
        params: { query: given({ ...filter, limit: 200, cursor }) },
        body: { shiftMillis: millis },
      }),
    );
    for (const { result } of page.items) outcome[result === "Taken" ? "taken" : "parked"]++;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return outcome;
}

export function ReplayMany({ filter, onClose }: { filter: ReplayFilter; onClose: () => void }) {
  const [shift, setShift] = useState("");
  const millis = shiftMillis(shift);
  const replay = useAct((by: number) => replayAll(filter, by), {
    done: (outcome) => `${outcome.taken} taken, ${outcome.parked} stay parked`,
    changes: [["parked"], ["fleet"]],
  });
  const chosen = [filter.reason, filter.hub, filter.deviceId].filter((part) => part !== undefined).join(", ");
  return (
    <Dialog
      open
      onClose={onClose}
      title="Replay events"
      description={`Every parked event${chosen === "" ? "" : ` of ${chosen}`} is tried again, by all the rules of ingest. What cannot be taken stays parked.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={replay.isPending}
            disabled={millis === undefined}
            onClick={() => replay.mutate(millis ?? 0, { onSuccess: onClose })}
          >
            Replay
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <ShiftField value={shift} onChange={setShift} />
        {replay.isError && <ProblemNotice error={replay.error} />}
      </div>
    </Dialog>
  );
}
