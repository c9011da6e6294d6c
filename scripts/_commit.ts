import { spawnSync } from "node:child_process"

/** A number that each commit has its own of, by which it draws what is tried of more; 0 where there is none, as in an archive. */
export const commit = (): number => {
  const { stdout } = spawnSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" })
  return Number.parseInt((stdout ?? "").slice(0, 8), 16) || 0
}
