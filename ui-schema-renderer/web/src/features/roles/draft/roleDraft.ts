import {
  CONDITIONS,
  RIGHTS,
  type Condition,
  type FieldRights,
  type ObjectRights,
  type Right,
  type Rights,
  type RoleDefinition,
} from '@/api/roles';
import type { TenantModel } from '@/schema/model';

/** A role as somebody is changing it: each function gives another one and leaves this as it is. */

export const OPEN: FieldRights = { read: true, write: true };

export type FieldRight = 'read' | 'write' | 'mask';

/** What a role grants for an object, and whether that is said of this object. */
export function rightsOf(role: RoleDefinition, object: string): Rights {
  return role.objects[object] ?? role.otherObjects;
}

/** What is said of an object; of one of which nothing is said, what holds for all others. */
export function ownRights(role: RoleDefinition, object: string): ObjectRights {
  return role.objects[object] ?? { ...role.otherObjects, fields: {}, otherFields: OPEN };
}

/** The same without one of its members. */
function without<T extends object>(whole: T, member: string): T {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== member)) as T;
}

function withRights<R extends Rights>(rights: R, right: Right, has: boolean): R {
  if (right === 'read' && !has) {
    // Whoever cannot read records cannot do anything else with them.
    return { ...rights, ...Object.fromEntries(RIGHTS.map((one) => [one, false])) };
  }
  return { ...rights, ...(has && { read: true }), [right]: has };
}

function withObject(role: RoleDefinition, object: string, rights: ObjectRights): RoleDefinition {
  return { ...role, objects: { ...role.objects, [object]: rights } };
}

/** Grants a right or takes it, with what it needs or what needs it. */
export function setRight(
  role: RoleDefinition,
  object: string,
  right: Right,
  has: boolean,
): RoleDefinition {
  return withObject(role, object, withRights(ownRights(role, object), right, has));
}

/** The same for all objects of which nothing is said. */
export function setOtherRight(role: RoleDefinition, right: Right, has: boolean): RoleDefinition {
  return { ...role, otherObjects: withRights(role.otherObjects, right, has) };
}

/** Says nothing of an object any more: what holds for all others holds for it. */
export function likeOthers(role: RoleDefinition, object: string): RoleDefinition {
  return { ...role, objects: without(role.objects, object) };
}

export function setCondition(
  role: RoleDefinition,
  object: string,
  condition: Condition,
  text: string,
): RoleDefinition {
  const rights = ownRights(role, object);
  return withObject(
    role,
    object,
    text === '' ? without(rights, condition) : { ...rights, [condition]: text },
  );
}

/** What holds for a field. */
export function fieldRights(rights: ObjectRights, field: string): FieldRights {
  return rights.fields[field] ?? rights.otherFields;
}

/** A field that is written is seen, and seen whole; one that is hidden has no mask. */
function withFieldRight(rights: FieldRights, right: FieldRight, has: boolean): FieldRights {
  switch (right) {
    case 'read':
      return { read: has, write: has && rights.write };
    case 'write':
      return has ? OPEN : { ...rights, write: false };
    case 'mask':
      return has ? { read: true, write: false, mask: true } : { read: rights.read, write: false };
  }
}

function isSame(a: FieldRights, b: FieldRights): boolean {
  return a.read === b.read && a.write === b.write && Boolean(a.mask) === Boolean(b.mask);
}

export function setFieldRight(
  role: RoleDefinition,
  object: string,
  field: string,
  right: FieldRight,
  has: boolean,
): RoleDefinition {
  const rights = ownRights(role, object);
  const changed = withFieldRight(fieldRights(rights, field), right, has);
  const fields = without(rights.fields, field);
  return withObject(role, object, {
    ...rights,
    // A field that is like all others need not be named, and follows them from now on.
    fields: isSame(changed, rights.otherFields) ? fields : { ...fields, [field]: changed },
  });
}

/** What holds for all fields that are not named. */
export function setOtherFieldRight(
  role: RoleDefinition,
  object: string,
  right: FieldRight,
  has: boolean,
): RoleDefinition {
  const rights = ownRights(role, object);
  const otherFields = withFieldRight(rights.otherFields, right, has);
  return withObject(role, object, { ...rights, otherFields });
}

function trimmed(rights: ObjectRights): ObjectRights {
  return CONDITIONS.reduce((clean, condition) => {
    const text = clean[condition];
    const words = text?.trim();
    return words === text
      ? clean
      : words
        ? { ...clean, [condition]: words }
        : without(clean, condition);
  }, rights);
}

/** What is sent: texts without blanks around them, and without those that are empty. */
export function roleBody(role: RoleDefinition): RoleDefinition {
  const { description, ...rest } = role;
  const words = description?.trim();
  return {
    ...rest,
    label: role.label.trim(),
    ...(words && { description: words }),
    objects: Object.fromEntries(
      Object.entries(role.objects).map(([name, rights]) => [name, trimmed(rights)]),
    ),
  };
}

/** Without what is said of objects and fields that are not there any more. */
export function withoutGone(role: RoleDefinition, model: TenantModel): RoleDefinition {
  const objects = Object.entries(role.objects).flatMap(([name, rights]) => {
    const object = model.object(name);
    const known = new Set(object?.fields.map((field) => field.name));
    const fields = Object.entries(rights.fields).filter(([field]) => known.has(field));
    return object ? [[name, { ...rights, fields: Object.fromEntries(fields) }] as const] : [];
  });
  return { ...role, objects: Object.fromEntries(objects) };
}

/** The places of the editor at which the server's errors are shown, as JSON Pointers. */
export function placesOf(role: RoleDefinition): string[] {
  return [
    '/label',
    '/description',
    '/otherObjects',
    ...Object.entries(role.objects).flatMap(([name, rights]) => [
      `/objects/${name}`,
      ...CONDITIONS.map((condition) => `/objects/${name}/${condition}`),
      `/objects/${name}/otherFields`,
      ...Object.keys(rights.fields).map((field) => `/objects/${name}/fields/${field}`),
    ]),
  ];
}

/** Whether more is said of an object than what may be done with all of its records. */
export function hasDetails(rights: ObjectRights): boolean {
  return (
    CONDITIONS.some((condition) => rights[condition] !== undefined) ||
    Object.keys(rights.fields).length > 0 ||
    !isSame(rights.otherFields, OPEN)
  );
}
