import { Stream } from "effect"
import type { Problem } from "../data/problem.ts"
import type { Tokenizer, TokenizerError } from "../text/tokenizer.ts"
import type { Group } from "./group.ts"
import type { Policy } from "./policy.ts"
import type { PolicyError } from "./policy_error.ts"
import { rollOut, type RollOutOptions } from "./roll_out.ts"
import type { Signal } from "./signal.ts"

/**
 * The stage Problem -> Group: one call of the policy a batch, one group a problem. `step` counts up from the one given,
 * so that a problem that comes back is answered afresh.
 */
export const sample = <S extends Signal = never>(options: RollOutOptions<S>) =>
<E, R>(
  problems: Stream.Stream<ReadonlyArray<Problem>, E, R>,
): Stream.Stream<
  ReadonlyArray<Group<S | "logprob">>,
  E | PolicyError | TokenizerError,
  R | Policy | Tokenizer
> => Stream.mapEffect(problems, (batch, i) => rollOut<S>(batch, { ...options, step: (options.step ?? 0) + i }))
