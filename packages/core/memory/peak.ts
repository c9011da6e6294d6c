import { readFileSync } from "node:fs"

/**
 * The most bytes that this process ever had in memory. Linux lets a process inherit the maximum of the one that started it, but
 * says in `/proc` what its own was; elsewhere it is what the system counts.
 * @since 0.1.0
 */
export const peakMemory = (): number => 2 ** 10 * (ownKibibytes() ?? process.resourceUsage().maxRSS)

const ownKibibytes = (): number | undefined => {
  if (process.platform !== "linux") return undefined
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? []
  return kibibytes === undefined ? undefined : Number(kibibytes)
}
