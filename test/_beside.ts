// Data that tests judge by and that is not shipped: it lies in a folder beside the project, or in one that a variable names.
import { existsSync, globSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { TestContext } from "vitest"

/** Where some data may lie. */
export interface Beside {
  /** What errors call it. */
  readonly what: string
  /** The environment variable that names its folder. */
  readonly variable: string
  /** Files that are in such a folder, and in no other: the folder of the first that is found is that of the data. */
  readonly signs: ReadonlyArray<string>
  /** The folder's own name, beside the project. */
  readonly folder: string
}

const root = fileURLToPath(new URL("..", import.meta.url))

/**
 * A file of the data. Where there is no such folder the test is skipped, by a reason that is no failure on continuous
 * integration; where there is one, named or found, a file that is not in it fails the test.
 */
export const fileBeside = (
  { what, variable, signs, folder }: Beside,
  file: string,
  { context, env = process.env, from = root }: {
    readonly context: Pick<TestContext, "skip">
    readonly env?: Readonly<Record<string, string | undefined>>
    readonly from?: string
  },
): string => {
  const found = () =>
    signs.flatMap((sign) =>
      globSync(`../*/${folder}/${sign}`, { cwd: from }).sort().map((found) => join(from, found.slice(0, -sign.length)))
    )[0]
  const at = env[variable] ?? found()
  if (at !== undefined) {
    const path = join(at, file)
    if (existsSync(path)) return path
    throw new Error(`Cannot test: "${path}" is missing, one of ${what}`)
  }
  const message = `needs data that is not shipped: ${what}; put ${file} into a folder and name it by ${variable}`
  console.error(`\n*** NOT TESTED: ${message} ***\n`)
  return context.skip(message)
}
