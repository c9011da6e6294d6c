import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { rewardNames } from "./names.ts"
import { trainSettingsOf } from "./train_settings.ts"

const read = (json: unknown) => Effect.runSync(Effect.result(trainSettingsOf({ json, where: "here" })))

describe("a normaliser", () => {
  const told = ["self-certainty", "token-entropy", "trajectory-entropy"]

  it.each(rewardNames.flatMap((reward) => (["mean", "sum"] as const).map((normaliser) => ({ reward, normaliser }))))(
    "%o is used or refused, and never ignored",
    ({ reward, normaliser }) => {
      const result = read({ reward, normaliser })
      if (told.includes(reward)) return expect(result).toMatchObject({ success: { reward, normaliser } })
      const message = `Cannot use --normaliser ${normaliser} with --reward ${reward}: it is for ${told.join(", ")}`
      expect(result).toMatchObject({ failure: { _tag: "@rlif/trainer/SettingsError", message } })
    },
  )

  it.each(rewardNames)(
    "of the paper goes with %s",
    (reward) => expect(read({ reward, normaliser: "paper" })).toMatchObject({ success: { reward } }),
  )
})
