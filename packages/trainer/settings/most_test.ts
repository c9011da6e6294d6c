import { Effect } from "effect"
import { expect, it } from "vitest"
import { commands } from "../cli/_commands.ts"
import { settingNames, tables } from "../testing/tables.ts"
import { most } from "./most.ts"
import { decodeJson } from "./setting.ts"

it("is asked of every command", () =>
  expect(Object.keys(tables).sort()).toEqual(commands.map(({ name }) => name).sort()))

it.each(Object.entries(tables))("refuses every count of rlif %s that no run could have, at once", (_, table) => {
  for (const [name, limit] of Object.entries(most)) {
    if (!Object.hasOwn(table, name)) continue
    const result = Effect.runSync(Effect.result(decodeJson(table, { json: { [name]: limit + 1 }, where: "here" })))
    const message = `Cannot read key "${name}" of here: expected at most ${limit}, got ${limit + 1}`
    expect(result).toMatchObject({ failure: { message } })
  }
})

it("names settings that there are", () =>
  expect(Object.keys(most).filter((name) => !settingNames.has(name))).toEqual([]))
