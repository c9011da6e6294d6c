// Loaded before whatever a process runs (`node --import`): when it ends, writes what it took into the file that BENCH_USAGE
// names.
import { peakMemory } from "@rlif/core/memory"
import { writeFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"

const file = process.env.BENCH_USAGE
if (isMainThread && file !== undefined) {
  process.on("exit", () => {
    const { user, system } = process.cpuUsage()
    writeFileSync(file, JSON.stringify({ cpu: (user + system) / 1e6, peak: peakMemory() }))
  })
}
