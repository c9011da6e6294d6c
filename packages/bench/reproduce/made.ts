import { spawnSync } from "node:child_process"
import { cpus } from "node:os"

/** Where a result comes from: the commit that computed it, `-dirty` where files differed from it, the machine, and how long. */
export interface Made {
  readonly commit: string
  readonly machine: string
  readonly node: string
  readonly seconds: number
  /** At which attempt the base model was pretrained, where it was not the first. */
  readonly attempt?: number
}

const git = ["describe", "--always", "--dirty", "--exclude", "*"]

/** As it is when this process starts: what is committed or changed later has no part in it. */
const commit = spawnSync("git", git, { encoding: "utf8", cwd: import.meta.dirname }).stdout?.trim() || "unknown"

/** Of this process, until now. */
export const madeHere = (): Made => ({
  commit,
  machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`,
  node: process.version,
  seconds: Math.round(performance.now() / 1000),
})
