// Two sides to compare, in the settings of `rlif verify`.
import * as Schema from "effect/Schema"
import { namesOf, partsOf, wrongPart } from "./parts.ts"
import { rewardProblem, rewardSettings } from "./rewards.ts"
import { type Setting, text } from "./setting.ts"

/** The sides of a text: sums of rewards with `=` between, `a:1,b:-0.1=c`; of one reward each also with a comma, `a,c`. */
export const sidesOf = (text: string): ReadonlyArray<string> =>
  text.includes("=") ? text.split("=").map((side) => side.trim()) : namesOf(text)

const problem = (text: string): string | undefined => {
  const sides = sidesOf(text)
  if (sides.length !== 2) return `it has ${sides.length} sides, not two: a,b, or sums with = between, a:1,b:-0.1=c`
  for (const side of sides) {
    const why = side === "" ? "a side is empty" : wrongPart(partsOf(side), rewardProblem)
    if (why !== undefined) return why
  }
  return undefined
}

/** The words for how tokens become a number, one for both sides or one for each. */
export type Normaliser = "paper" | "mean" | "sum"
const normalisers: ReadonlyArray<string> = ["paper", "mean", "sum"]

/** The normalisers of the left and the right side. */
export const normalisersOf = (text: string): readonly [Normaliser, Normaliser] => {
  const [left, right = left] = namesOf(text) as ReadonlyArray<Normaliser>
  return [left, right]
}

const checked = (setting: Setting<string>, problem: (text: string) => string | undefined): Setting<string> => ({
  ...setting,
  schema: Schema.String.check(Schema.makeFilter((text) => text === "" ? undefined : problem(text))),
})

/** The relations in which sides may be the same. */
export const relationNames = ["value", "ordering", "advantages", "gradient"] as const

/** Settings of a comparison. */
export const sideSettings = {
  rewards: {
    ...checked(
      text(
        "",
        "two rewards to compare, such as self-certainty,token-entropy; sums and modules as in --reward of train, with = " +
          "between: self-certainty:1,repetition:-0.1=./mine.ts",
      ),
      problem,
    ),
    modules: (value) => sidesOf(String(value)).flatMap((side) => rewardSettings.reward.modules!(side)),
  } satisfies Setting<string>,
  normaliser: checked(
    text(
      "paper",
      "of --rewards: how the signals of tokens become one number, paper, mean or sum; mean,sum: left and right",
    ),
    (text) => {
      const words = namesOf(text)
      const odd = words.find((word) => !normalisers.includes(word))
      if (odd !== undefined) return `"${odd}" is none of ${normalisers.join(", ")}`
      return words.length > 2 ? `it has ${words.length} words for two sides` : undefined
    },
  ),
  rewardScale: rewardSettings.rewardScale,
  relations: checked(text(relationNames.join(), "of --rewards: in which relations they are compared"), (text) => {
    const odd = namesOf(text).find((name) => !relationNames.some((known) => known === name))
    return odd === undefined ? undefined : `"${odd}" is none of ${relationNames.join(", ")}`
  }),
}
