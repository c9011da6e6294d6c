import { spawnSync } from "node:child_process"
import { cpus } from "node:os"

/** Where a result comes from: the commit that computed it, `-dirty` where files differed from it, the machine, and how long. */
export interface Made {
  readonly commit: string
  readonly machine: string
  readonly node: string
  readonly seconds: number
}

/** Of this process, until now. */
export const madeHere = (): Made => ({
  commit: spawnSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).stdout?.trim() || "unknown",
  machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`,
  node: process.version,
  seconds: Math.round(performance.now() / 1000),
})
