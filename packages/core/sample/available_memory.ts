import { freemem } from "node:os"

/**
 * How many bytes this process may have in all: what it has already and what the machine has left, where caches of files count
 * as left; no more than the limit of a control group, such as a container's.
 */
export const availableMemory = (): number => {
  const left = process.memoryUsage.rss() + freemem()
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, left) : left
}
