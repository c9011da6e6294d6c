// Older names of settings and commands: whoever writes an older name is told the new one.

/** Settings by the older names of their keys, and the format of files that has the new ones. */
export const renamed: Readonly<Record<string, string>> = {
  prompts: "problems",
  samples: "completions",
  objectives: "rewards",
}

/** The format of `config.json` of a run; files without a number are of format 1. */
export const format = 2

/** Flags of the whole command by their older names. */
const global: Readonly<Record<string, string>> = { "--completions": "--shell-completions" }

/** Commands by their older names: score is what a reward does. */
export const renamedCommands: Readonly<Record<string, string>> = { score: "read" }

/** The new name of a flag of `rlif` or a command below it; undefined if the flag is no older name. */
export const renamedFlag = (flag: string, command: ReadonlyArray<string>): string | undefined => {
  if (command.length < 2) return global[flag]
  const now = renamed[flag.replace(/^--/, "")]
  return now === undefined ? undefined : `--${now}`
}
