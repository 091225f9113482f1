import { readPlugin } from "./files.js";
import { manifestProblems } from "./manifest.js";
import { metadataProblems } from "./metadata.js";
import { refuseIfAny } from "./refused.js";
import { textProblems } from "./texts.js";
import { typeProblems } from "./types.js";

/** Checks all that can be checked without a platform. */
export async function check(root) {
  const plugin = readPlugin(root);
  refuseIfAny(manifestProblems(plugin.manifest));
  refuseIfAny([...metadataProblems(plugin), ...textProblems(plugin), ...typeProblems(root)]);
  return `${plugin.manifest.id} ${plugin.manifest.version}: ${plugin.objects.length} objects, nothing wrong`;
}
