import { expect, it } from "vitest"
import { trainSettings } from "../settings/train_settings.ts"
import { command, paper } from "./defaults.ts"

it("has what rlif train does where nothing is said", () => {
  const { rising: _, ...rest } = { ...paper, ...command }
  const said = Object.fromEntries(Object.entries(trainSettings).map(([name, { fallback }]) => [name, fallback]))
  expect(said).toMatchObject(rest)
})
