import type { Group } from "@rlif/core/sample/group"
import { InvalidInput, PolicyError } from "@rlif/core/runtime/policy-error"
import type { Signal } from "@rlif/core/signals"

/**
 * The source of a column: a group as it was sampled, and what its completions learn by.
 *
 * @since 0.1.0
 */
export interface Sampled<S extends string = never> {
  readonly group: Group<S>
  readonly advantages: Float64Array
}

/**
 * One number a token, such as a mask or a weight, computed of the whole batch before its update: a constant of the loss.
 *
 * @since 0.1.0
 */
export interface TokenColumn<out Name extends string = string, out S extends string = never> {
  readonly name: Name
  /** The signals that the batch must have been sampled with, beside its log-probabilities. */
  readonly signals: ReadonlyArray<Signal<S>>
  /** By group and completion, as long as its tokens. */
  readonly of: (batch: ReadonlyArray<Sampled<S>>) => ReadonlyArray<ReadonlyArray<Float32Array>>
}

/**
 * A column of one's own. Throws where its name is no identifier, or one that every batch has.
 *
 * @example
 * ```ts
 * import { entropy } from "@rlif/core/signals"
 * import { tokenColumn } from "@rlif/trainer/loss/column"
 *
 * // Each token's entropy when it was sampled.
 * const uncertainty = tokenColumn({
 *   name: "uncertainty",
 *   signals: [entropy],
 *   of: (batch) => batch.map(({ group }) => group.rollouts.map(({ signals }) => signals.entropy)),
 * })
 * uncertainty.name // "uncertainty"
 * ```
 *
 * @since 0.1.0
 */
export const tokenColumn = <const Name extends string, S extends string = never>(
  column: TokenColumn<Name, S>,
): TokenColumn<Name, S> => {
  const problem = nameProblem(column.name)
  if (problem !== undefined) throw new Error(`Cannot make column "${column.name}": ${problem}`)
  return column
}

const nameProblem = (name: string): string | undefined =>
  !/^[A-Za-z]\w*$/.test(name)
    ? "its name is no identifier"
    : taken.has(name) || name in Object.prototype
    ? "every batch has that name for itself"
    : undefined

const taken = new Set(
  ["old", "advantage", "reference", "logprob", "signal", "mask", "lengths", "tokens", "sequences", "loss", "entropy"],
)

/**
 * The columns among a loss's needs, each once. Throws a PolicyError if two have one name, or one has a name that
 * no column can have.
 *
 * @since 0.1.0
 */
export const ownColumns = <S extends string>(
  needs: ReadonlyArray<string | TokenColumn<string, S>>,
): ReadonlyArray<TokenColumn<string, S>> => {
  const own = new Map<string, TokenColumn<string, S>>()
  for (const need of needs) {
    if (typeof need === "string") continue
    const problem = nameProblem(need.name)
    if (problem !== undefined) throw refused(`Cannot learn by column "${need.name}": ${problem}`)
    if ((own.get(need.name) ?? need) !== need) throw refused(`Cannot learn: two columns are called "${need.name}"`)
    own.set(need.name, need)
  }
  return [...own.values()]
}

/**
 * A column's numbers for a batch. Throws a PolicyError, which names the column, where its function throws.
 *
 * @since 0.1.0
 */
export const columnOf = <S extends string>(
  { name, of }: TokenColumn<string, S>,
  batch: ReadonlyArray<Sampled<S>>,
): ReadonlyArray<ReadonlyArray<Float32Array>> => {
  try {
    return of(batch)
  } catch (error) {
    throw refused(`Cannot compute column "${name}": ${error instanceof Error ? error.message : String(error)}`)
  }
}

const refused = (message: string) =>
  new PolicyError({ action: "learn", reason: new InvalidInput({ field: "needs", message }) })
