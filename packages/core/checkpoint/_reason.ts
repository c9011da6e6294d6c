import type { PlatformError } from "effect"

/**
 * Why a file could not be read or written. What has no tag of its own is told by the system alone: links in a circle, a disk
 * that is full.
 */
export const reasonOf = ({ message, reason }: PlatformError.PlatformError): string =>
  (reason._tag === "BadResource" || reason._tag === "Unknown") && reason.cause instanceof Error
    ? reason.cause.message
    : message
