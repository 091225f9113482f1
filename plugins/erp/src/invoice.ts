import type { Host, HookContext } from "@armature/plugin-sdk";

/** The fields of an invoice that its hooks work with. */
export interface Invoice {
  state: "draft" | "posted" | "cancelled";
}

/** An invoice that has left the draft stays as it is; a wrong one is corrected by another. */
function beforeChange({ old }: HookContext<Invoice>, host: Host): void {
  if (old?.state !== undefined && old.state !== "draft") {
    host.fail("Only a draft can be changed", { code: "posted_immutable", field: "state" });
  }
}

export const invoice = { beforeChange };
