import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** What TypeScript says of the plugin's sources, after its tsconfig.json. */
export function typeProblems(root) {
  const file = join(root, "tsconfig.json");
  if (!existsSync(file)) {
    return [];
  }
  const config = ts.getParsedCommandLineOfConfigFile(file, { noEmit: true }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} });
  const program = ts.createProgram(config.fileNames, config.options);
  return [...config.errors, ...ts.getPreEmitDiagnostics(program)].map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ");
    if (diagnostic.file === undefined) {
      return `tsconfig.json: ${message}`;
    }
    const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
    const name = diagnostic.file.fileName.replace(`${dirname(file).replaceAll("\\", "/")}/`, "");
    return `${name}:${line + 1}:${character + 1}: ${message}`;
  });
}
