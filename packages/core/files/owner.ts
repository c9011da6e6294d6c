// A process as other processes see it, so that what it left behind is told from what it holds.
import * as Schema from "effect/Schema"
import { readFileSync, readlinkSync } from "node:fs"
import { hostname } from "node:os"

/**
 * A process, by its machine and what distinguishes it there.
 * @stability unstable
 * @since 0.1.0
 */
export const Owner = Schema.Struct({
  host: Schema.String,
  /** The space of process ids, where the system has several: containers of one name count apart. */
  space: Schema.optionalKey(Schema.String),
  pid: Schema.Int,
  /** When the process started, in ticks since the machine did: an id is used again, with another start. */
  start: Schema.optionalKey(Schema.String),
})

/**
 * A process, by its machine and what distinguishes it there.
 * @stability unstable
 * @since 0.1.0
 */
export type Owner = typeof Owner.Type

/** Of a process that the system shows in /proc: its state, a letter, and its start. */
const seen = (pid: number): { readonly state: string; readonly start: string } | undefined => {
  try {
    // The name before the last parenthesis may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")
    return { state: fields[0]!, start: fields[19]! }
  } catch {
    return undefined
  }
}

const here = (): Pick<Owner, "host" | "space"> => {
  try {
    return { host: hostname(), space: readlinkSync("/proc/self/ns/pid") }
  } catch {
    return { host: hostname() }
  }
}

/**
 * This process.
 * @stability unstable
 * @since 0.1.0
 */
export const thisProcess = (): Owner => {
  const start = seen(process.pid)?.start
  return { ...here(), pid: process.pid, ...(start === undefined ? {} : { start }) }
}

/**
 * Whether a process lives; "unknown" of another machine's, which cannot be seen from here. A process that has ended and
 * waits for its parent to notice does not live.
 *
 * @example
 * ```ts
 * import { life, thisProcess } from "@rlif/core/files/owner"
 *
 * life(thisProcess()) // => "lives"
 * life({ ...thisProcess(), start: "0" }) // => "gone"
 * life({ host: "elsewhere", pid: 1 }) // => "unknown"
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const life = ({ host, space, pid, start }: Owner): "lives" | "gone" | "unknown" => {
  const place = here()
  if (host !== place.host || space !== place.space) return "unknown"
  if (!exists(pid)) return "gone"
  const found = seen(pid)
  if (found === undefined) return "lives"
  return "ZX".includes(found.state) || (start !== undefined && start !== found.start) ? "gone" : "lives"
}

/** Whether the system knows a process of this id. */
const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH" // another user's
  }
}
