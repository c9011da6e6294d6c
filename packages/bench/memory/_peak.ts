// Loaded before whatever a process runs (`node --import`): when it ends, writes the most memory that it ever had, in bytes,
// into the file that MEMORY_PEAK names.
import { peakMemory } from "@rlif/core/memory"
import { writeFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"

const file = process.env.MEMORY_PEAK
if (isMainThread && file !== undefined) process.on("exit", () => writeFileSync(file, `${peakMemory()}`))
