// Finds the evaluation sets, which are no part of the project: the folder that RLIF_PROBLEMS names, else a folder `data`
// in a folder beside the project's root.
import { existsSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const around = dirname(fileURLToPath(new URL("..", import.meta.url)))
const folders = process.env["RLIF_PROBLEMS"] !== undefined
  ? [process.env["RLIF_PROBLEMS"]]
  : readdirSync(around, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    .map(({ name }) => join(around, name, "data"))

/** The path of a file such as `math500.jsonl`; where there is none, that is said loudly, and fails where CI is set. */
export const problemsFile = (name: string): string | undefined => {
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
  if (found !== undefined) return found
  const message = `Cannot find ${name}: name its folder by RLIF_PROBLEMS; a test is skipped`
  if (process.env["CI"] === "true") throw new Error(message)
  console.error(message)
  return undefined
}
