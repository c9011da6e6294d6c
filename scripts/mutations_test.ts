// The list of mistakes itself: each can still be made, names a test that is there, and has its turn.
import { existsSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { chosen } from "./_chosen.ts"
import { mutations as all } from "./_mutations.ts"

it("every mistake can be made in the code as it is, in one place", () => {
  for (const { name, file, from, to } of all) {
    expect(readFileSync(file, "utf8").split(from).length - 1, name).toBe(1)
    expect(to, name).not.toBe(from)
  }
})

it("every mistake has a name of its own, and all but those in formulas a test that is there", () => {
  // A mistake may be listed once more, for another test.
  expect(new Set(all.map(({ name, file, tests }) => [file, name, ...tests].join())).size).toBe(all.length)
  for (const { file, tests } of all) expect(tests.length, file).toBe(file.includes("/formula/") ? 0 : 1)
  for (const test of all.flatMap(({ tests }) => tests)) expect(existsSync(test), test).toBe(true)
})

it("ten draws make them all, each once, and a commit draws one", () => {
  const drawn = Array.from({ length: 10 }, (_, n) => chosen(all, { args: ["--tenth"], commit: () => 0x89abcde0 + n }))
  expect(drawn.flat().map(({ name }) => name).toSorted()).toEqual(all.map(({ name }) => name).toSorted())
  for (const some of drawn) expect(Math.abs(some.length - all.length / 10)).toBeLessThan(1)
})

it("words choose by name and by file", () => {
  const named = (...args: ReadonlyArray<string>) => chosen(all, { args, commit: () => 0 }).map(({ name }) => name)
  expect(named("dual clip's cap")).toEqual(["dual clip's cap squared"])
  expect(named("loss/fixed_length")).toContain("fixed length + 1")
  expect(named()).toHaveLength(all.length)
  expect(() => named("no such mistake")).toThrow('Cannot mutate: no name or file has "no such mistake" in it')
})
