// What a word of --guard stands for: `entropy-budget:share=0.5,lag=2+few-labels`.
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { acting } from "../guard/acting.ts"
import { agreement } from "../guard/agreement.ts"
import { apart } from "../guard/apart.ts"
import { clock } from "../guard/clock.ts"
import { decline } from "../guard/decline.ts"
import { entropyBudget } from "../guard/entropy_budget.ts"
import { entropyFloor } from "../guard/entropy_floor.ts"
import { fewLabels } from "../guard/few_labels.ts"
import { finite } from "../guard/finite.ts"
import { firstObjection, type Guard, opaque } from "../guard/guard.ts"
import { hollowGain } from "../guard/hollow_gain.ts"
import { patience } from "../guard/patience.ts"
import { twoSided } from "../guard/two_sided.ts"
import { integer, type Setting, text } from "./setting.ts"

/** What stands for no guard. */
export const noGuard = "none"

/** The guard of a run that does not say which. */
export const defaultGuard = noGuard

/** What a guard needs to know of the model. */
export interface Guarded {
  /** Tokens that the model knows. */
  readonly vocabulary: number
}

type Option = Schema.Codec<number, string>

/** A kind of guard: its options, each a number, and the guard that they make. */
interface Kind<Name extends string> {
  readonly options: Readonly<Record<Name, Option>>
  readonly make: (given: { readonly [K in Name]?: number }, model: Guarded) => Guard<unknown>
}

/** Options that a kind does not have are no options of the guard that it makes. */
const kind = <const Name extends string, State>(
  options: Readonly<Record<Name, Option>>,
  make: (given: { readonly [K in Name]?: number }, model: Guarded) => Guard<State>,
): Kind<string> => ({ options, make: (given, model) => opaque(make(given as never, model)) })

const above0to1 = Schema.FiniteFromString.check(Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true }))
const within1 = Schema.FiniteFromString.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: true }),
)
const atLeast0 = Schema.FiniteFromString.check(Schema.isGreaterThanOrEqualTo(0))
const count = (least: number) => Schema.FiniteFromString.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(least))

const smoothing = { smooth: above0to1, lag: count(1) }

/** All kinds by name. */
const kinds: Readonly<Record<string, Kind<string>>> = {
  "entropy-budget": kind(
    { share: above0to1, floor: atLeast0, ...smoothing },
    (given, model) => entropyBudget({ ...given, ...model }),
  ),
  clock: kind({ updates: count(0) }, clock),
  "two-sided": kind({ share: within1, ...smoothing }, twoSided),
  agreement: kind({ level: above0to1, share: above0to1, ...smoothing }, agreement),
  decline: kind({ share: above0to1, every: count(1), smooth: above0to1 }, decline),
  apart: kind({ share: atLeast0, ...smoothing }, apart),
  "few-labels": kind({ alpha: within1 }, fewLabels),
  "entropy-floor": kind({ floor: atLeast0, steps: count(1) }, entropyFloor),
  "hollow-gain": kind({ share: within1 }, hollowGain),
  patience: kind({ patience: count(1), margin: atLeast0 }, patience),
  finite: kind({}, () => finite),
}

/** What guards are called. */
export const guardNames = Object.keys(kinds)

/** What a guard does where it objects; of every kind the option `act`. */
const acts = ["stop", "rollback", "warn"] as const

/** A guard before the model is known, or what is wrong with its words. */
type Parsed = Result.Result<(model: Guarded) => Guard<unknown>, string>

/** One guard: a name, and after a colon its options. */
const parsed = (text: string): Parsed => {
  const [, name, rest] = /^([^:]*):?(.*)$/.exec(text.trim())!
  if (!Object.hasOwn(kinds, name)) {
    const none = name === noGuard ? '"none" stands alone' : `"${name}" is no guard`
    return Result.fail(`${none}; guards are ${guardNames.join(", ")}`)
  }
  const { options, make } = kinds[name]
  const given: Record<string, number> = {}
  let act: (typeof acts)[number] | undefined
  for (const part of rest === "" ? [] : rest.split(",")) {
    const [, key, value] = /^([^=]*)=?(.*)$/.exec(part.trim())!
    const wrong = (why: string) => Result.fail(`guard "${name}": ${why}`)
    if (key !== "act" && !Object.hasOwn(options, key)) {
      return wrong(`it has no option "${key}"; its options are ${[...Object.keys(options), "act"].join(", ")}`)
    }
    if (key === "act" ? act !== undefined : Object.hasOwn(given, key)) return wrong(`option "${key}" is given twice`)
    if (key === "act") {
      act = acts.find((one) => one === value)
      if (act === undefined) return wrong(`option "act": expected ${acts.join(", ")}, got "${value}"`)
      continue
    }
    const number = Schema.decodeUnknownResult(options[key])(value.trim() === "" ? "nothing" : value)
    if (Result.isFailure(number)) {
      return wrong(`option "${key}": e${number.failure.message.slice(1)}, got "${value}"`)
    }
    given[key] = number.success
  }
  return Result.succeed((model) => {
    const guard = make(given, model)
    return act === undefined ? guard : opaque(acting(guard, act))
  })
}

/** The guards of a text, one after another; none of "none". */
const all = (text: string): ReadonlyArray<Parsed> => text.trim() === noGuard ? [] : text.split("+").map(parsed)

/** The guard of a text that has been checked; undefined where there is none. */
export const guardOf = (text: string, model: Guarded): Guard<unknown> | undefined => {
  const guards = all(text).map((one) => Result.getOrThrow(one)(model))
  return guards.length === 0 ? undefined : opaque(firstObjection(...guards))
}

/** The metrics that the guards of a text ask for, whatever the model is. */
export const readsOf = (text: string): ReadonlyArray<string> => guardOf(text, { vocabulary: 2 })?.reads ?? []

/** Whether a guard of a text may end a run, for which the last weights are held. */
export const mayEnd = (text: string): boolean => guardOf(text, { vocabulary: 2 })?.warns === false

/** What the guard of few labels reads, and nothing else. */
export const readsLabels = (text: string): boolean => readsOf(text).some((name) => name.startsWith("labels/"))

/** Settings of guards. */
export const guardSettings = {
  guard: {
    ...text(
      defaultGuard,
      `what may end a run before its last update: none, or ${guardNames.join(", ")}; with options, as in ` +
        "entropy-budget:share=0.5,lag=2; act=stop, act=rollback or act=warn says what it does; several by +",
    ),
    schema: Schema.String.check(
      Schema.makeFilter((text) => all(text).find(Result.isFailure)?.failure),
    ),
  } satisfies Setting<string>,
  guardLabels: text(
    "",
    "labelled problems for the guard few-labels, written like --eval-data, and not trained on; the first 64 are asked",
  ),
  guardAnswers: integer(128, "answers that a check of the guard few-labels compares, over all of its problems", 1),
}
