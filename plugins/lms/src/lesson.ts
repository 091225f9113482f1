import type { Host, HookContext, Id } from "@armature/plugin-sdk";

/** The fields of a lesson that its hook works with. */
export interface Lesson {
  course: Id;
  position: number | null;
}

/** A lesson without a position comes after the last one of its course. */
function beforeCreate({ record }: HookContext<Lesson>, host: Host): void {
  if (record.course && !record.position) {
    const filter = `course == "${record.course}" && has(position)`;
    const [last] = host.records.query<Lesson>("lesson", { filter, sort: "-position", limit: 1 }).data;
    record.position = (last?.position ?? 0) + 1;
  }
}

export const lesson = { beforeCreate };
