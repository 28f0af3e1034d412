import { useQuery } from "@tanstack/react-query";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { usePages } from "../api/pages";
import { given } from "../lib/given";
import { ACTION_WORDS, isOpen, type Action } from "./actions";
import type { DeviceStatus, Rollout, RolloutStatus } from "./waves";

export function useRollouts(filter: { bundle: string | undefined; status: RolloutStatus[] | undefined }) {
  return usePages(["rollouts", "list", filter], (cursor) =>
    taken(api.GET("/rollouts", { params: { query: given({ ...filter, limit: 30, cursor }) } })),
  );
}

/** One rollout, looked at again for as long as it may move by itself. */
export function useRollout(id: string) {
  return useQuery({
    queryKey: ["rollouts", "one", id],
    queryFn: () => taken(api.GET("/rollouts/{id}", { params: { path: { id } } })),
    refetchInterval: (query) =>
      query.state.data === undefined || isOpen(query.state.data.status) ? live(query) : 30_000,
  });
}

export function useRolloutDevices(id: string, status: DeviceStatus | undefined) {
  return usePages(["rollouts", "devices", id, status], (cursor) =>
    taken(
      api.GET("/rollouts/{id}/devices", {
        params: {
          path: { id },
          query: given({ status: status === undefined ? undefined : [status], limit: 50, cursor }),
        },
      }),
    ),
  );
}

/** Does something with a rollout; approving and promoting name the wave that is meant, so that a second click cannot mean the next one. */
export function useRolloutAction(rollout: Rollout) {
  return useAct((action: Action) => send(rollout, action), {
    done: (_, action) => `${ACTION_WORDS[action].label}: done`,
    changes: [["rollouts"]],
  });
}

function send({ id, wave }: Rollout, action: Action) {
  const path = { path: { id } };
  const waved = { params: { ...path, query: wave === undefined ? {} : { wave } } };
  switch (action) {
    case "start":
      return taken(api.POST("/rollouts/{id}/start", { params: path }));
    case "approve":
      return taken(api.POST("/rollouts/{id}/approve", waved));
    case "pause":
      return taken(api.POST("/rollouts/{id}/pause", { params: path }));
    case "resume":
      return taken(api.POST("/rollouts/{id}/resume", { params: path }));
    case "promote":
      return taken(api.POST("/rollouts/{id}/promote", waved));
    case "retry":
      return taken(api.POST("/rollouts/{id}/retry", { params: path }));
    case "rollback":
      return taken(api.POST("/rollouts/{id}/rollback", { params: path }));
    case "cancel":
      return taken(api.POST("/rollouts/{id}/cancel", { params: path }));
  }
}
