import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Refused } from "./refused.js";

/** Every file below a folder of the plugin, by its path from the plugin's root, in order; none if it is not there. */
export function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) {
    return [];
  }
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1).replaceAll("\\", "/"))
    .sort();
}

export function readJson(root, name) {
  let text;
  try {
    text = readFileSync(join(root, name), "utf8");
  } catch {
    throw new Refused([`${name}: the file is missing`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refused([`${name}: ${error.message}`]);
  }
}

/** The plugin's metadata and texts as they stand in its files. */
export function readPlugin(root) {
  const read = (folder) => filesBelow(root, folder).map((file) => ({ file, json: readJson(root, file) }));
  return {
    manifest: readJson(root, "plugin.json"),
    objects: read("metadata/objects"),
    seeds: read("metadata/seed"),
    texts: read("i18n"),
  };
}
