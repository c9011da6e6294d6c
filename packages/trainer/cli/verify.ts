// `rlif verify`: the theorems, each tested on random cases; or any two rewards, by every relation.
import * as Chosen from "@rlif/core/runtime/providers/chosen"
import { lastNumber } from "@rlif/rewards/answer/last-number"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { check, type CheckOptions } from "../equivalence/check.ts"
import { groups } from "../equivalence/groups.ts"
import { sameAdvantages } from "../equivalence/same_advantages.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameOrdering } from "../equivalence/same_ordering.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { trees } from "../equivalence/trees.ts"
import { theorems } from "../theorem/theorems.ts"
import { command } from "./_command.ts"
import { computing } from "../settings/computing.ts"
import { normalisersOf, sideSettings, sidesOf } from "../settings/sides.ts"
import { namesOf } from "../settings/parts.ts"
import { choice, integer, type Of, text, toggle } from "../settings/setting.ts"
import { rewardFrom } from "./inputs/scoring.ts"
import {
  claimRow,
  claimTable,
  relationRow,
  relations,
  relationTable,
  type Tested,
  theoremTable,
  why,
} from "./outputs/verified.ts"

/** A claim that is not as expected, or a theorem or case that there is not. */
export class VerifyError
  extends Schema.TaggedError<VerifyError>()("@rlif/trainer/VerifyError", { message: Schema.String }) {}

/** All that `rlif verify` can be told. */
export const verifySettings = {
  cases: integer(100, "random cases a claim", 1),
  seed: integer(0, "seed of everything random"),
  replay: text("", "one case alone, SEED:CASE as a counterexample's line says"),
  theorem: text("", "theorems to test, such as E6,N9; all where none is named"),
  ...sideSettings,
  expect: choice(
    ["either", "held", "differs"],
    "either",
    "fail unless all holds, or unless something is refuted; either: theorems have to hold, rewards may differ",
  ),
  claims: toggle(false, "a row for each claim of a theorem, for each relation of --rewards"),
  ...computing,
  json: toggle(false, "print one JSON object"),
}

type Settings = Of<typeof verifySettings>

/** The command. */
export const verify = command("verify", {
  about: "Test the theorems on random cases, or find where two rewards differ",
  settings: verifySettings,
  run: (settings) =>
    Effect.flatMap(
      casesOf(settings),
      (cases) => settings.rewards === "" ? verifyTheorems(settings, cases) : compare(settings, cases),
    ).pipe(
      Effect.scoped,
      Effect.provide(Chosen.layer(settings)),
    ),
})

const refused = (message: string) => Effect.fail(new VerifyError({ message }))

/** Which cases: so many of a seed, or one. */
const casesOf = (
  { cases, seed, replay }: Settings,
): Effect.Effect<CheckOptions & { readonly seed: number }, VerifyError> => {
  if (replay === "") return Effect.succeed({ runs: cases, seed })
  const [, from, only] = /^(\d+):([1-9]\d*)$/.exec(replay) ?? []
  return from === undefined
    ? refused(`Cannot replay "${replay}": it is no SEED:CASE, such as 0:17`)
    : Effect.succeed({ seed: Number(from), only: Number(only) })
}

const chosenTheorems = (text: string) => {
  const ids = namesOf(text)
  const unknown = ids.find((id) => !theorems.some((theorem) => theorem.id === id))
  if (unknown === undefined) return Effect.succeed(theorems.filter(({ id }) => ids.length === 0 || ids.includes(id)))
  return refused(`Cannot test "${unknown}": theorems are ${theorems.map(({ id }) => id).join(", ")}`)
}

const verifyTheorems = Effect.fnUntraced(function* ({ theorem, claims, expect, json }: Settings, cases: CheckOptions) {
  const chosen = yield* chosenTheorems(theorem)
  const results = yield* Effect.forEach(chosen, (theorem) =>
    Effect.map(
      Effect.forEach(theorem.claims, (claim) => Effect.map(check(claim, cases), (outcome) => ({ claim, outcome }))),
      (claims): Tested => ({ theorem, claims }),
    ))
  const failed = results.flatMap(({ theorem, claims }) =>
    claims.filter(({ outcome }) => !outcome.held).map(({ claim, outcome }) => ({ theorem, claim, outcome }))
  )
  const rows = results.flatMap(({ theorem, claims }) => claims.map((claim) => claimRow(theorem, claim)))
  yield* Console.log(
    json ? JSON.stringify({ cases: cases.runs ?? 1, seed: cases.seed, claims: rows }) : [
      claims ? claimTable(results) : theoremTable(results),
      ...failed.map(({ theorem, claim, outcome }) => `\n${theorem.id} ${claim.name}: ${why(outcome)}`),
    ].join("\n"),
  )
  const idsOf = (some: ReadonlyArray<{ readonly theorem: { readonly id: string } }>) =>
    [...new Set(some.map(({ theorem }) => theorem.id))].join(", ")
  if (expect === "differs") {
    const standing = results.filter(({ claims }) => !claims.some(({ outcome }) => "counterexample" in outcome))
    if (standing.length > 0) return yield* refused(`Cannot refute ${idsOf(standing)}: no case breaks a claim`)
  } else if (failed.length > 0) {
    return yield* refused(`Cannot verify ${idsOf(failed)}: ${failed.length} claims fail`)
  }
})

/** By each relation, on groups and, for the gradient, on whole small policies. Signals are in single precision. */
const compare = Effect.fnUntraced(function* (settings: Settings, cases: CheckOptions & { readonly seed: number }) {
  const { rewards, claims, expect, json, rewardScale, normaliser, relations: asked } = settings
  const normalisers = normalisersOf(normaliser)
  const sides = sidesOf(rewards)
  const names = sides.map((side, i) => normalisers[i] === "paper" ? side : `${side} (${normalisers[i]})`)
  const [left, right] = yield* Effect.forEach(sides, (reward, i) =>
    rewardFrom<never, never>({
      reward,
      rewardScale,
      normaliser: normalisers[i],
      temperature: 1,
      seed: cases.seed,
      answers: { answer: lastNumber },
    }))
  const options = { sides: [left, right], within: 1e-6 } as const
  const all = [
    sameValue("value", groups(), options),
    sameOrdering("ordering", groups(), options),
    sameAdvantages("advantages", groups(), options),
    // Of rewards that compare a group every group of two and of three is enumerated.
    sameGradient("gradient", trees(left.scope === "group" || right.scope === "group" ? { depth: 2 } : {}), options),
  ]
  const results = yield* Effect.forEach(
    all.filter(({ name }) => namesOf(asked).includes(name)),
    (claim) => Effect.map(check(claim, cases), (outcome) => ({ claim, outcome })),
  )
  yield* Console.log(
    json
      ? JSON.stringify({
        rewards: names,
        cases: cases.runs ?? 1,
        seed: cases.seed,
        relations: results.map(relationRow),
      })
      : [`left is ${names[0]}, right is ${names[1]}`, claims ? relationTable(results) : relations(results)].join("\n"),
  )
  const apart = results.filter(({ outcome }) => expect === "held" ? !outcome.held : "counterexample" in outcome)
  const listed = (some: typeof results) => some.map(({ claim }) => claim.name).join(", ")
  if (expect === "held" && apart.length > 0) {
    return yield* refused(`Cannot verify that ${names.join(" is ")}: not the same ${listed(apart)}`)
  }
  if (expect === "differs" && apart.length === 0) {
    return yield* refused(`Cannot tell ${names.join(" from ")}: no case differs in ${listed(results)}`)
  }
})
