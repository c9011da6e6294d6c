import * as Result from "effect/Result"
import * as Stream from "effect/Stream"

/**
 * Maps rows by a function that may fail, a block at a time: one effect a row would take half a minute for millions of rows.
 * Rows before a failure are emitted before it.
 */
export const each =
  <A, B, E2>(read: (value: A) => Result.Result<B, E2>) =>
  <E, R>(values: Stream.Stream<A, E, R>): Stream.Stream<B, E | E2, R> =>
    values.pipe(
      Stream.mapArray((block) => [block] as const),
      Stream.flatMap((block): Stream.Stream<B, E2> => {
        const done: Array<B> = []
        for (const value of block) {
          const result = read(value)
          if (Result.isFailure(result)) return Stream.concat(Stream.fromArray(done), Stream.fail(result.failure))
          done.push(result.success)
        }
        return Stream.fromArray(done)
      }),
    )
