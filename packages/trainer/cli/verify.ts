// `rlif verify`: the theorems, each tested on random cases; or any two rewards, by every relation.
import * as Chosen from "@rlif/core/runtime/providers/chosen"
import { lastNumber } from "@rlif/rewards/answer/last-number"
import { Console, Effect, Schema } from "effect"
import { check, type Outcome } from "../equivalence/check.ts"
import { groups } from "../equivalence/groups.ts"
import { sameAdvantages } from "../equivalence/same_advantages.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameOrdering } from "../equivalence/same_ordering.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { readable, show } from "../equivalence/show.ts"
import { trees } from "../equivalence/trees.ts"
import { theorems } from "../theorem/theorems.ts"
import { command } from "./_command.ts"
import { rewardNames, rewardOf } from "../settings/names.ts"
import { computing } from "../settings/computing.ts"
import { integer, type Of, text, toggle } from "../settings/setting.ts"
import { claimTable, rows, type Tested, theoremTable } from "./outputs/verified.ts"

/** A claim that does not hold, or rewards that there are not. */
export class VerifyError
  extends Schema.TaggedError<VerifyError>()("@rlif/trainer/VerifyError", { message: Schema.String }) {}

/** All that `rlif verify` can be told. */
export const verifySettings = {
  cases: integer(100, "random cases a claim", 1),
  seed: integer(0, "seed of everything random"),
  rewards: text("", `two rewards to compare, such as self-certainty,token-entropy: ${rewardNames.join(", ")}`),
  claims: toggle(false, "a row for each claim of a theorem"),
  ...computing,
  json: toggle(false, "print one JSON object"),
}

type Settings = Of<typeof verifySettings>

/** The command. */
export const verify = command("verify", {
  about: "Test the theorems on random cases, or find where two rewards differ",
  settings: verifySettings,
  run: (settings) =>
    (settings.rewards === "" ? verifyTheorems(settings) : compare(settings)).pipe(
      Effect.scoped,
      Effect.provide(Chosen.layer(settings)),
    ),
})

const verifyTheorems = Effect.fnUntraced(function* ({ cases, seed, claims, json }: Settings) {
  const results = yield* Effect.forEach(theorems, (theorem) =>
    Effect.map(
      Effect.forEach(theorem.claims, (claim) =>
        Effect.map(check(claim, { runs: cases, seed }), (outcome) => ({ claim, outcome }))),
      (claims): Tested => ({ theorem, claims }),
    ))
  const failed = results.flatMap(({ theorem, claims }) =>
    claims.filter(({ outcome }) => !outcome.held).map(({ claim, outcome }) => ({ theorem, claim, outcome }))
  )
  const plain = claims ? claimTable(results) : theoremTable(results)
  yield* Console.log(json ? JSON.stringify({ cases, seed, claims: results.flatMap(rows) }) : plain)
  if (failed.length === 0) return
  if (!json) {
    for (const { theorem, claim, outcome } of failed) {
      yield* Console.log(`\n${theorem.id} ${claim.name}: ${show(outcome)}`)
    }
  }
  const ids = [...new Set(failed.map(({ theorem }) => theorem.id))].join(", ")
  return yield* new VerifyError({ message: `Cannot verify ${ids}: ${failed.length} claims fail` })
})

/** By each relation, on groups and, for the gradient, on whole small policies. Signals are in single precision. */
const compare = Effect.fnUntraced(function* ({ rewards, cases, seed, json }: Settings) {
  const names = rewards.split(",").map((name) => name.trim())
  const [left, right] = names.flatMap((given) => rewardNames.filter((name) => name === given)).map((name) =>
    rewardOf(name, { temperature: 1, normaliser: "paper", seed, answers: { answer: lastNumber } })
  )
  if (names.length !== 2 || left === undefined || right === undefined) {
    const message = `Cannot compare "${rewards}": name two of ${rewardNames.join(", ")}, with a comma between`
    return yield* new VerifyError({ message })
  }
  const options = { sides: [left, right], within: 1e-6 } as const
  const claims = [
    sameValue("value", groups(), options),
    sameOrdering("ordering", groups(), options),
    sameAdvantages("advantages", groups(), options),
    // Of rewards that compare a group every group of two and of three is enumerated.
    sameGradient("gradient", trees(left.scope === "group" || right.scope === "group" ? { depth: 2 } : {}), options),
  ]
  const results = yield* Effect.forEach(
    claims,
    (claim) => Effect.map(check(claim, { runs: cases, seed }), (outcome) => ({ relation: claim.name, outcome })),
  )
  const plain = (outcome: Outcome) =>
    !("counterexample" in outcome) ? outcome : {
      ...outcome,
      counterexample: readable(outcome.counterexample),
      sides: outcome.sides?.map((side) => Array.from(side)),
    }
  yield* Console.log(
    json
      ? JSON.stringify({
        rewards: names,
        relations: results.map(({ relation, outcome }) => ({ relation, ...plain(outcome) })),
      })
      : [
        `left is ${names[0]}, right is ${names[1]}`,
        ...results.map(({ relation, outcome }) => `\nsame ${relation}: ${show(outcome)}`),
      ].join("\n"),
  )
})
