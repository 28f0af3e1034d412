import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { api, taken } from "../api/client";
import { saveFile } from "../lib/save";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy";
import { Dialog } from "../ui/dialog";
import { Loaded } from "../ui/loaded";
import { Skeleton } from "../ui/states";
import { KINDS } from "./commands";

/** The text that a command gave: a log, or diagnostics. */
export function CommandOutput({
  deviceId,
  commandId,
  onClose,
}: {
  deviceId: string;
  commandId: string;
  onClose: () => void;
}) {
  const params = { path: { id: deviceId, commandId } };
  const command = useQuery({
    queryKey: ["devices", deviceId, "command", commandId],
    queryFn: () => taken(api.GET("/devices/{id}/commands/{commandId}", { params })),
  });
  const output = useQuery({
    queryKey: ["devices", deviceId, "output", commandId],
    queryFn: () => taken(api.GET("/devices/{id}/commands/{commandId}/output", { params, parseAs: "text" })),
    staleTime: Infinity,
    gcTime: 0,
  });
  const text = output.data;
  return (
    <Dialog
      open
      onClose={onClose}
      shape="drawer"
      title={command.data === undefined ? "Output" : `Output of ${KINDS[command.data.kind].label}`}
      description={command.data?.message}
      footer={
        text !== undefined && (
          <>
            <CopyButton text={text} label="Copy the output" />
            <Button onClick={() => saveFile(`${commandId}.txt`, new Blob([text], { type: "text/plain" }))}>
              <Download className="size-4" aria-hidden="true" /> Save
            </Button>
          </>
        )
      }
    >
      <Loaded query={output} what="The output" skeleton={<Skeleton className="h-40" />}>
        {(shown) => (
          <pre
            className="font-mono text-xs break-words whitespace-pre-wrap"
            tabIndex={0}
            role="group"
            aria-label="Output"
          >
            {shown}
          </pre>
        )}
      </Loaded>
    </Dialog>
  );
}
