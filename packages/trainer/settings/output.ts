// The settings of commands that write a file.
import { required, toggle } from "./setting.ts"

/** The settings of such a command, whose rows are as said. */
export const outputSettings = (rows: string) => ({
  output: required(`JSONL file to write, or - for standard output: ${rows}`),
  force: toggle(false, "write the file though it exists"),
})
