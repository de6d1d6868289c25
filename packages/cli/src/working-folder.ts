/**
 * The folder that the command was started in. Somebody may have deleted it since, and Node then throws: the name that the shell
 * holds counts, else the root.
 */
export function workingFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  try {
    return process.cwd();
  } catch {
    const { PWD: told } = environment;
    return told?.startsWith("/") === true ? told : "/";
  }
}
