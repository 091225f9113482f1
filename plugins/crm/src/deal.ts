import type { Host, HookContext, Id } from "@armature/plugin-sdk";

/** The fields of a deal that the hook works with. */
export interface Deal {
  pipeline: Id | null;
  stage: Id | null;
  probability: number | null;
}

interface Stage {
  pipeline: Id;
  probability: number;
  type: "open" | "onHold" | "won" | "lost";
}

/** The pipeline that deals without one go into: the default, else the first by name. */
function defaultPipeline(host: Host): Id | null {
  const { data } = host.records.query<{ isDefault: boolean }>("pipeline", { filter: "active == true", sort: "name" });
  return (data.find(({ isDefault }) => isDefault) ?? data[0])?.id ?? null;
}

function firstOpenStage(host: Host, pipeline: Id): Id | null {
  const filter = `pipeline == "${pipeline}" && type == "open"`;
  return host.records.query("pipelineStage", { filter, sort: "position", limit: 1 }).data[0]?.id ?? null;
}

function place(record: Partial<Deal>, host: Host): void {
  record.pipeline ??= record.stage
    ? host.records.get<Stage>("pipelineStage", record.stage).pipeline
    : defaultPipeline(host);
  record.stage ??= record.pipeline ? firstOpenStage(host, record.pipeline) : null;
}

/**
 * A new deal without a stage begins in the first open one. A write that changes the stage takes over its probability,
 * unless the same write carries another; won and lost always give 100 and 0.
 */
function beforeSave({ record, old }: HookContext<Deal>, host: Host): void {
  if (old === null) {
    place(record, host);
  }
  if (!record.stage) {
    return;
  }
  const stageChanged = record.stage !== (old?.stage ?? null);
  const probabilityGiven = (record.probability ?? null) !== (old?.probability ?? null);
  if (!stageChanged && !probabilityGiven) {
    return;
  }
  const stage = host.records.get<Stage>("pipelineStage", record.stage);
  const closed = stage.type === "won" || stage.type === "lost";
  if (closed || (stageChanged && !probabilityGiven)) {
    record.probability = stage.probability;
  }
}

export const deal = { beforeSave };
