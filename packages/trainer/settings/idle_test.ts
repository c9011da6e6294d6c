import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { command } from "../defaults/defaults.ts"
import { stored } from "./setting.ts"
import { idle } from "./idle.ts"
import { taughtNames } from "./names.ts"
import { tables } from "../testing/tables.ts"
import { trainSettings, trainSettingsOf } from "./train_settings.ts"

const read = (json: unknown) => Effect.runSync(Effect.result(trainSettingsOf({ json, where: "here" })))

describe("a setting that changes nothing", () => {
  it.each([
    [{ clipLow: 0.1, loss: "reinforce" }, "Cannot use --clip-low: with --loss reinforce it changes nothing"],
    [{ clipHigh: 0.3, loss: "reinforce" }, "Cannot use --clip-high: with --loss reinforce it changes nothing"],
    [{ penaltyWeight: 0.1 }, "Cannot use --penalty-weight: with --penalty none it changes nothing"],
    [{ floor: 0.1 }, "Cannot use --floor: with --schedule constant it changes nothing"],
    [
      { eps: 1e-3, advantage: "centered" },
      "Cannot use --eps: with --advantage centered and without --whitened it changes nothing",
    ],
    [{ loraAlpha: 8 }, "Cannot use --lora-alpha: with --lora-rank 0 it changes nothing"],
    [
      { evalEvery: 7, evalProblems: 0 },
      "Cannot use --eval-every: with --eval-problems 0 and without --guard-labels it changes nothing",
    ],
    [
      { goldColumn: "a" },
      "Cannot use --gold-column: with --data arithmetic and without --eval-data it changes nothing",
    ],
    [{ system: "Be brief." }, "Cannot use --system: without --chat it changes nothing"],
    [
      { template: "x", messagesColumn: "m", data: "a.jsonl", chat: true },
      "Cannot use --template: with --messages-column it changes nothing",
    ],
    [{ guardAnswers: 9 }, "Cannot use --guard-answers: without --guard-labels it changes nothing"],
    [{ teacher: "frozen" }, "Cannot use --teacher: with --reward self-certainty it changes nothing"],
    [{ paraphraseColumn: "other" }, "Cannot use --paraphrase-column: with --data arithmetic it changes nothing"],
    [
      { paraphraseColumn: "other", messagesColumn: "m", data: "a.jsonl", chat: true },
      "Cannot use --paraphrase-column: with --messages-column it changes nothing",
    ],
    [{ warmUp: 61 }, "Cannot use --warm-up 61: the run ends before, after --steps 60"],
  ])(
    "is refused: %j",
    (json, message) => expect(read(json)).toMatchObject({ failure: { _tag: "@rlif/trainer/SettingsError", message } }),
  )

  it("is taken where it has an effect", () => {
    for (
      const json of [
        { clipLow: 0.1, loss: "cispo" },
        { penaltyWeight: 0.1, penalty: "k3" },
        { floor: 0.1, schedule: "cosine" },
        { goldColumn: "a", evalData: "a.jsonl" },
        { system: "Be brief.", chat: true },
        ...taughtNames.map((reward) => ({ reward, teacher: "frozen" })),
      ]
    ) expect(read(json)).toMatchObject({ success: json })
  })

  it("is taken at its default, as a run's config.json has all settings", () => {
    const defaults = Object.fromEntries(
      Object.entries(stored(trainSettings)).map(([name, { fallback }]) => [name, fallback]),
    )
    for (const json of [{ loss: "reinforce" }, { advantage: "centered" }, { evalProblems: 0 }, { steps: 1 }]) {
      expect(read({ ...defaults, ...json })).toMatchObject({ success: { ...json, warmUp: command.warmUp } })
    }
  })
})

it("names settings that there are, side by side in a command", () => {
  for (const [name, causes] of Object.entries(idle)) {
    for (const beside of causes) {
      const has = Object.values(tables).some((table) =>
        Object.hasOwn(table, name) && Object.keys(beside).every((other) => Object.hasOwn(table, other))
      )
      expect([name, Object.keys(beside), has]).toEqual([name, Object.keys(beside), true])
    }
  }
})
