import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';

/** How far paths over references are offered; longer ones can be given by the API. */
const DEPTH = 3;

/** So many are offered: in a model where everything refers to everything they would be endless. */
const MOST = 200;

/** The ways over references that begin at an object, the short ones first. */
export function referencePaths(model: TenantModel, object: ObjectDefinition): string[] {
  const found: string[] = [];
  let ends = [{ path: '', object }];
  for (let depth = 0; depth < DEPTH && found.length < MOST; depth++) {
    ends = ends.flatMap((end) =>
      end.object.fields.flatMap((field) => {
        const target = field.type === 'reference' ? model.target(field) : undefined;
        return target ? [{ path: `${end.path}${field.name}.`, object: target }] : [];
      }),
    );
    found.push(...ends.map((end) => end.path.slice(0, -1)));
  }
  return found.slice(0, MOST);
}

/** The labels of the references on the way. */
export function pathLabel(
  model: TenantModel,
  object: ObjectDefinition,
  path: string,
  locale: string,
): string {
  const steps = model.resolve(object, path)?.steps;
  return steps ? steps.map((field) => labelOf(field, locale)).join(' › ') : path;
}
