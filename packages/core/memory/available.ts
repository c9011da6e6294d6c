import { freemem, totalmem } from "node:os"

/**
 * How many bytes this process may have in all: what it has already and what the machine has left, where caches of files count
 * as left; no more than the limit of a control group, such as a container's. macOS counts caches as used, so that almost
 * nothing seems left of an idle machine: there it is all that the machine has.
 * @since 0.1.0
 */
export const availableMemory = (): number => {
  const left = process.platform === "darwin" ? totalmem() : process.memoryUsage.rss() + freemem()
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, left) : left
}
