import { Effect } from "effect"
import { expect, it } from "vitest"
import { evalSettings } from "../cli/eval.ts"
import { pretrainSettings } from "../cli/pretrain.ts"
import { sampleSettings } from "../cli/sample.ts"
import { readSettings } from "../cli/read.ts"
import { verifySettings } from "../cli/verify.ts"
import { decodeJson, type Table } from "./setting.ts"
import { most } from "./most.ts"
import { trainSettings } from "./train_settings.ts"

const tables: Readonly<Record<string, Table>> = {
  train: trainSettings,
  pretrain: pretrainSettings,
  sample: sampleSettings,
  eval: evalSettings,
  read: readSettings,
  verify: verifySettings,
}

it.each(Object.entries(tables))("refuses every count of rlif %s that no run could have, at once", (_, table) => {
  for (const [name, limit] of Object.entries(most)) {
    if (!Object.hasOwn(table, name)) continue
    const result = Effect.runSync(Effect.result(decodeJson(table, { json: { [name]: limit + 1 }, where: "here" })))
    const message = `Cannot read key "${name}" of here: expected at most ${limit}, got ${limit + 1}`
    expect(result).toMatchObject({ failure: { message } })
  }
})

it("names settings that there are", () => {
  const known = new Set(Object.values(tables).flatMap((table) => Object.keys(table)))
  expect(Object.keys(most).filter((name) => !known.has(name))).toEqual(["limit"])
})
