/** The addresses of the application. */

const part = encodeURIComponent;

export const listPath = (object: string, view?: string) =>
  `/o/${part(object)}${view ? `?view=${part(view)}` : ''}`;

export const newRecordPath = (object: string) => `/o/${part(object)}?new=1`;

export const importPath = (object: string) => `/o/${part(object)}/import`;

export const recordPath = (object: string, id: string) => `/o/${part(object)}/${part(id)}`;

export const designerPath = (object?: string, tab?: string) =>
  `/designer${object ? `/o/${part(object)}` : ''}${tab ? `?tab=${part(tab)}` : ''}`;

export const rolePath = (role: string) => `/admin/roles/${part(role)}`;
