// What comes back for a piece. Who sent it is not trusted: an answer is used only if it is one of that piece, in finite numbers.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Generated } from "../generate/generate.ts"
import { drawing, drawsApart } from "../generate/graphs.ts"
import type { Gradient } from "../learn/gradient.ts"
import type { RowSignals } from "../learn/read_signals.ts"
import { Finite32, Int32 } from "./arrays.ts"
import { type Codec, codec } from "./codec.ts"
import type { Task } from "./task.ts"
import { WireError } from "./wire_error.ts"

/** What a task came to. */
export type Answer =
  | { readonly kind: "sample"; readonly groups: ReadonlyArray<ReadonlyArray<Generated>> }
  | { readonly kind: "read"; readonly groups: ReadonlyArray<ReadonlyArray<RowSignals>> }
  | { readonly kind: "gradient" } & Gradient

const numbers = Schema.Record(Schema.String, Finite32)
const groupsOf = <S extends Schema.Top>(row: S) => Schema.Array(Schema.Array(row))

/** Answers as bytes; only finite numbers are read. */
export const answerMessage: Codec<Answer> = codec(
  "answer",
  Schema.Union([
    Schema.Struct({
      kind: Schema.Literal("sample"),
      groups: groupsOf(
        Schema.Struct({
          tokens: Int32,
          finish: Schema.Literals(["stop", "length"]),
          signals: numbers,
          drawn: Schema.optionalKey(Finite32),
        }),
      ),
    }),
    Schema.Struct({ kind: Schema.Literal("read"), groups: groupsOf(numbers) }),
    Schema.Struct({
      kind: Schema.Literal("gradient"),
      gradient: Finite32,
      metrics: Schema.Record(Schema.String, Schema.Finite),
    }),
  ]) as Schema.Codec<Answer, unknown>,
)

/** What an answer has to be, beside what its task says. */
export interface Expected {
  /** The size of the vocabulary. */
  readonly vocab: number
  /** The length of the learner's gradients, and the names of its metrics. */
  readonly learner?: { readonly length: number; readonly metrics: ReadonlyArray<string> }
}

/** More bytes than an answer of this task has, so that nothing longer is held. */
export const mostBytes = (task: Task, { learner }: Expected): number => {
  const text = 2 ** 20
  if (task.kind === "gradient") return text + 4 * (learner?.length ?? 0)
  const { signals } = task.kind === "sample" ? task.request : task
  const rows = task.kind === "sample"
    ? task.request.seeds.flatMap((some) => some.map(() => task.request.maxTokens))
    : task.groups.flatMap((group) => group.rows.map(({ tokens }) => tokens.length))
  // Tokens, their log-probabilities, and those where they were drawn.
  const arrays = 3 + signals.length
  return rows.reduce((sum, length) => sum + arrays * (4 * length + 256), text)
}

/** An answer that is one of this task. */
export const checked = (task: Task, answer: Answer, expected: Expected): Effect.Effect<Answer, WireError> => {
  const why = problem(task, answer, expected)
  return why === undefined ? Effect.succeed(answer) : Effect.fail(new WireError({ what: "answer", field: "", why }))
}

const problem = (task: Task, answer: Answer, { vocab, learner }: Expected): string | undefined => {
  if (task.kind === "sample" && answer.kind === "sample") {
    const { seeds, signals, maxTokens } = task.request
    const names = ["logprob", ...signals.map(({ name }) => name)]
    const apart = drawsApart(drawing(task.request, { vocab }))
    const odd = (row: Generated) =>
      row.tokens.length > maxTokens || row.tokens.some((id) => id < 0 || id >= vocab) ||
      !fits(row.signals, { names, length: row.tokens.length }) ||
      row.drawn?.length !== (apart ? row.tokens.length : undefined)
    return differing(answer.groups, seeds.map((some) => some.length)) ??
      (answer.groups.some((rows) => rows.some(odd)) ? "a completion is none of what was asked for" : undefined)
  }
  if (task.kind === "read" && answer.kind === "read") {
    const names = task.signals.map(({ name }) => name)
    const lengths = task.groups.map(({ rows }) => rows.map(({ tokens }) => tokens.length))
    return differing(answer.groups, lengths.map((some) => some.length)) ??
      (answer.groups.some((rows, b) => rows.some((row, g) => !fits(row, { names, length: lengths[b][g] })))
        ? "signals are not those of the tokens"
        : undefined)
  }
  if (task.kind === "gradient" && answer.kind === "gradient") {
    const { gradient, metrics } = answer
    if (gradient.length !== learner?.length) return `a gradient of ${gradient.length} numbers, not ${learner?.length}`
    return sameNames(Object.keys(metrics), learner.metrics) ? undefined : "its metrics are not the learner's"
  }
  return `it is of kind "${answer.kind}", and "${task.kind}" was asked for`
}

const differing = (groups: ReadonlyArray<ReadonlyArray<unknown>>, sizes: ReadonlyArray<number>) =>
  groups.length === sizes.length && groups.every(({ length }, i) => length === sizes[i])
    ? undefined
    : "it has not the rows that were asked for"

const fits = (
  signals: RowSignals,
  { names, length }: { readonly names: ReadonlyArray<string>; readonly length: number },
) => sameNames(Object.keys(signals), [...new Set(names)]) && Object.values(signals).every((x) => x.length === length)

const sameNames = (some: ReadonlyArray<string>, others: ReadonlyArray<string>) =>
  some.length === others.length && others.every((name) => some.includes(name))
