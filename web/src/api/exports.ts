import { api, taken } from "./client";
import type { components } from "./generated/schema";
import { given } from "../lib/given";

export type TenantExport = components["schemas"]["TenantExport"];
export type ExportedFile = components["schemas"]["ExportedFile"];

/** Exports of one's own tenant, or of one that leaves, for an administrator of the installation. */
export interface ExportsOf {
  /** Of the queries whose answers they are. */
  key: readonly string[];
  list: (cursor: string | undefined) => Promise<{ items: TenantExport[]; nextCursor?: string }>;
  create: () => Promise<TenantExport>;
  files: (id: string, cursor: string | undefined) => Promise<{ items: ExportedFile[]; nextCursor?: string }>;
}

export const ownExports: ExportsOf = {
  key: ["settings", "exports"],
  list: (cursor) => taken(api.GET("/tenant/exports", { params: { query: given({ limit: 10, cursor }) } })),
  create: () => taken(api.POST("/tenant/exports")),
  files: (exportId, cursor) =>
    taken(
      api.GET("/tenant/exports/{exportId}/files", {
        params: { path: { exportId }, query: given({ limit: 100, cursor }) },
      }),
    ),
};

export function exportsOf(id: string): ExportsOf {
  return {
    key: ["tenants", id, "exports"],
    list: (cursor) =>
      taken(
        api.GET("/tenants/{id}/exports", { params: { path: { id }, query: given({ limit: 10, cursor }) } }),
      ),
    create: () => taken(api.POST("/tenants/{id}/exports", { params: { path: { id } } })),
    files: (exportId, cursor) =>
      taken(
        api.GET("/tenants/{id}/exports/{exportId}/files", {
          params: { path: { id, exportId }, query: given({ limit: 100, cursor }) },
        }),
      ),
  };
}
