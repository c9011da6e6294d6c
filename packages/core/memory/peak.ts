import { readFileSync } from "node:fs"

/**
 * The most bytes that this process ever had in memory. On Linux the number comes from `/proc`: the system's own maximum may
 * be inherited from the parent process. Elsewhere it is the system's maximum.
 * @since 0.1.0
 */
export const peakMemory = (): number => 2 ** 10 * (ownKibibytes() ?? process.resourceUsage().maxRSS)

const ownKibibytes = (): number | undefined => {
  if (process.platform !== "linux") return undefined
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? []
  return kibibytes === undefined ? undefined : Number(kibibytes)
}
