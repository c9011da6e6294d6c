import * as PlatformError from "effect/PlatformError"
import * as Predicate from "effect/Predicate"

/**
 * The reason of an error: its message, or that of the operating system if a file is to blame.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import { reasonOf } from "@rlif/core/files/reason"
 * import { Effect, FileSystem } from "effect"
 *
 * const program = FileSystem.FileSystem.pipe(
 *   Effect.flatMap((fs) => fs.stat("/no/such")),
 *   Effect.flip,
 *   Effect.map(reasonOf),
 * )
 * await program.pipe(Effect.provide(NodeFileSystem.layer), Effect.runPromise) // ENOENT: no such file or directory, stat '/no/such'
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const reasonOf = (error: unknown): string =>
  PlatformError.isPlatformError(error) && error.cause instanceof Error
    ? error.cause.message
    : Predicate.hasProperty(error, "message")
    ? String(error.message)
    : String(error)
