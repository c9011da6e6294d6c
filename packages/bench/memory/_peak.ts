// Loaded before whatever a process runs (`node --import`): when it ends, writes the most memory that it ever had, in bytes,
// into the file that MEMORY_PEAK names.
import { readFileSync, writeFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"

/** Linux lets a process inherit the maximum of the one that started it, but says what its own memory was. */
const kibibytes = () => {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))![1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}

const file = process.env.MEMORY_PEAK
if (isMainThread && file !== undefined) process.on("exit", () => writeFileSync(file, `${kibibytes() * 1024}`))
