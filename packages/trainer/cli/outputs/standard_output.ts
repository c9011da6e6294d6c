// What becomes of a command whose standard output takes no more: a full disk, or a reader that has seen enough, such as `head`.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** Standard output cannot be written. */
export class OutputError extends Schema.TaggedError<OutputError>()("@rlif/trainer/OutputError", {
  message: Schema.String,
}) {}

/** Such as `process.stdout`. */
export type Output = Pick<NodeJS.WriteStream, "on" | "off" | "write" | "errored">

/**
 * Runs an effect, and waits until what it printed has been taken. Where that fails the effect is interrupted, with everything
 * released, a line on stderr says why, and this fails.
 */
export const printing =
  (output: Output) => <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | OutputError, R> =>
    Effect.suspend(() => {
      // A stream without a listener throws what befalls it, and an error may come late.
      output.on("error", () => {})
      const broken = Effect.callback<never, OutputError>((resume) => {
        // A terminal that is gone has sent SIGHUP, which asks for more time than an error gives.
        const on = (error: NodeJS.ErrnoException) =>
          error.code === "EIO" ? undefined : resume(Effect.fail(failure(error)))
        output.on("error", on)
        return Effect.sync(() => void output.off("error", on))
      })
      const taken = Effect.callback<void, OutputError>((resume) => {
        output.write("", (error) => {
          const first = output.errored ?? error
          resume(first ? Effect.fail(failure(first)) : Effect.void)
        })
      })
      return effect.pipe(
        Effect.tap(taken),
        Effect.raceFirst(broken),
        Effect.tapError((error) =>
          error instanceof OutputError ? Console.error(`rlif: ${error.message}`) : Effect.void
        ),
      )
    })

const failure = (error: NodeJS.ErrnoException) =>
  new OutputError({
    message: `Cannot write to standard output: ${
      error.code === "EPIPE" ? "nobody reads it any more (EPIPE)" : error.message
    }`,
  })
