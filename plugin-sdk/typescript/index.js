// The types are in index.d.ts. At run time there is nothing to import: a handler is given all it needs.
export {};
