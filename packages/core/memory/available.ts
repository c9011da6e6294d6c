import { freemem, totalmem } from "node:os"

/**
 * The bytes that this process may have in all: its present memory and the machine's free memory, caches of files included, up
 * to the limit of the control group, such as a container's. macOS counts caches as used, so that even an idle machine seems
 * full: there the result is all memory of the machine.
 * @since 0.1.0
 */
export const availableMemory = (): number => {
  const left = process.platform === "darwin" ? totalmem() : process.memoryUsage.rss() + freemem()
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, left) : left
}
