import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { POLL } from "../api/live";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { EmptyState, QueryError, Skeleton, StaleNotice } from "../ui/states";

type Line = components["schemas"]["LogLines"]["items"][number];

/** The most lines that are kept in sight. */
const MOST = 2_000;
const TONES: Record<Line["stream"], string> = { stdout: "", stderr: "text-bad", agent: "text-muted italic" };

/** What a container wrote in the last hour, and what it writes now. */
export function Logs({ deviceId, place, onClose }: { deviceId: string; place: string; onClose: () => void }) {
  const [bundleId = "", container = ""] = place.split("/");
  const [following, setFollowing] = useState(true);
  const { lines, query } = useLogs(deviceId, bundleId, container, following);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (following) end.current?.scrollIntoView({ block: "end" });
  }, [lines, following]);
  return (
    <Dialog
      open
      onClose={onClose}
      shape="drawer"
      title={`Logs of ${container}`}
      description={`Bundle ${bundleId}, the last hour`}
      footer={
        <Button onClick={() => setFollowing(!following)}>
          {following ? (
            <Pause className="size-4" aria-hidden="true" />
          ) : (
            <Play className="size-4" aria-hidden="true" />
          )}
          {following ? "Hold" : "Follow"}
        </Button>
      }
    >
      {query.isError && lines.length > 0 && <StaleNotice since={query.dataUpdatedAt} error={query.error} />}
      {lines.length > 0 ? (
        <div
          className="space-y-0.5 font-mono text-xs"
          role="log"
          aria-label={`Logs of ${container}`}
          tabIndex={0}
        >
          {lines.map((line, index) => (
            <p key={index} className={`break-words whitespace-pre-wrap ${TONES[line.stream]}`}>
              <time
                className="text-muted mr-2 select-none"
                dateTime={line.at}
                title={new Date(line.at).toLocaleString()}
              >
                {new Date(line.at).toLocaleTimeString()}
              </time>
              {line.text}
            </p>
          ))}
          <div ref={end} />
        </div>
      ) : query.isError ? (
        <QueryError what="The logs" error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <EmptyState title="Nothing in the last hour">
          A bundle&apos;s logs leave the device only where its manifest says so: <code>logs.ship</code>.
        </EmptyState>
      )}
    </Dialog>
  );
}

interface Read {
  lines: Line[];
  cursor: string | undefined;
}

/** Lines so far and those that come: each look goes on where the last one ended. */
function useLogs(deviceId: string, bundleId: string, container: string, following: boolean) {
  const [since] = useState(() => new Date(Date.now() - 3_600_000).toISOString());
  const query = useQuery({
    queryKey: ["devices", deviceId, "logs", bundleId, container, since],
    queryFn: async ({ client, queryKey }): Promise<Read> => {
      let { lines, cursor } = client.getQueryData<Read>(queryKey) ?? { lines: [], cursor: undefined };
      for (let full = true; full;) {
        const page = await taken(
          api.GET("/devices/{id}/bundles/{bundleId}/containers/{container}/logs", {
            params: {
              path: { id: deviceId, bundleId, container },
              query: {
                follow: true,
                limit: 500,
                from: since,
                ...(cursor === undefined ? {} : { cursor }),
              },
            },
          }),
        );
        lines = [...lines, ...page.items].slice(-MOST);
        full = page.items.length >= 500 && page.nextCursor !== cursor;
        cursor = page.nextCursor ?? cursor;
      }
      return { lines, cursor };
    },
    refetchInterval: following ? POLL : false,
    refetchOnWindowFocus: following,
    gcTime: 0,
  });
  return { query, lines: query.data?.lines ?? [] };
}
