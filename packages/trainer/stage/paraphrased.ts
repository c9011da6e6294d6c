import type { Problem } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/**
 * The stage Problem -> Problem that puts the other wordings of a problem behind it, under its id with `#1`, `#2`, ... behind it: the
 * groups that `crossVote` judges by each other. Before `Stream.grouped`, whose size then counts wordings; as many of each problem,
 * so that no batch ends among them.
 *
 * @example
 * ```ts
 * import { paraphrased } from "@rlif/trainer/stage/paraphrased"
 * import { Effect, Stream } from "effect"
 *
 * const problems = Stream.make({ id: "a", problem: "2 + 3 =", gold: "5" })
 * const both = problems.pipe(paraphrased(() => Effect.succeed(["What is 2 plus 3?"])), Stream.runCollect)
 * ;(await Effect.runPromise(both)).map(({ id }) => id) // ["a", "a#1"]
 * ```
 *
 * @since 0.1.0
 */
export const paraphrased = <E1 = never, R1 = never>(
  wordings: (problem: Problem) => Effect.Effect<ReadonlyArray<string>, E1, R1>,
) =>
<E, R>(problems: Stream.Stream<Problem, E, R>): Stream.Stream<Problem, E | E1, R | R1> =>
  problems.pipe(
    Stream.mapEffect((problem) =>
      Effect.map(wordings(problem), (texts) => [
        problem,
        ...texts.map((text, i): Problem => ({ ...problem, id: `${problem.id}#${i + 1}`, problem: text })),
      ])
    ),
    Stream.flatMap((some) => Stream.fromIterable(some)),
  )
