import type { HookContext, Id } from "@armature/plugin-sdk";

/** The fields of an enrolment that its hook works with. */
export interface Enrolment {
  course: Id;
  email: string;
  state: "requested" | "waiting" | "active" | "suspended" | "completed" | "expired" | "cancelled" | "refunded";
  liveKey: string | null;
}

const OVER = ["expired", "cancelled", "refunded"];

/** A learner is enrolled in a course once at a time: the key is unique, and only those that are not over have one. */
function beforeSave({ record }: HookContext<Enrolment>): void {
  const live = !OVER.includes(record.state ?? "");
  record.liveKey = live && record.course && record.email ? `${record.course}:${record.email.toLowerCase()}` : null;
}

export const enrolment = { beforeSave };
