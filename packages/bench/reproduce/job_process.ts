import { Effect } from "effect"
import { ChildProcess } from "effect/process"
import { fileURLToPath } from "node:url"
import type { Job } from "./job.ts"

const script = fileURLToPath(new URL("./_job.ts", import.meta.url))

/** One job in a process of its own, which ends with it; whether it was done. */
export const startJob = Effect.fnUntraced(function* (cache: string, job: Job) {
  const handle = yield* ChildProcess.make(process.execPath, [script, cache, JSON.stringify(job)], {
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    detached: false,
  })
  return (yield* handle.exitCode) === 0
}, Effect.scoped)
