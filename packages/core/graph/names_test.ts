import { expect, it } from "vitest"
import { grad, inverse, layout, listed, next, part, past, seed, signal } from "./names.ts"

const kinds = { grad, layout, next, part, past, seed, signal }

it("spells a kind, a dot, and what it is of", () => {
  for (const [name, kind] of Object.entries(kinds)) expect(kind("x.y")).toBe(`${name}.x.y`)
  expect(inverse("rows")).toBe("layout.rows.inverse")
})

it("lists what names are of, those of one kind alone", () => {
  const all = Object.entries(kinds).map(([name, kind]) => kind(`of ${name}.x`))
  for (const [name, kind] of Object.entries(kinds)) expect(listed(kind, ["gradient", ...all])).toEqual([`of ${name}.x`])
})
