// Everything that reads what a model wrote has only to finish: patterns that go back and forth would take hours here.
import { expect, it } from "vitest"
import { hostileTexts } from "./_hostile.ts"
import { patternTimes } from "./_pattern_times.ts"
import { readers } from "./patterns.ts"

it.each(Object.entries(readers))("%s is done with every hostile text", (_, { read }) => {
  for (const { text } of hostileTexts(3000)) void read(text)
  const long = hostileTexts(100_000).filter((_, i) => i % 23 === 0)
  for (const { text } of long) void read(text)
  expect(long.length).toBeGreaterThan(20)
}, 600_000)

it("times each regular expression that runs, and only while it is asked to", () => {
  const quadratic = /(?:a|aa)+$/
  const times = patternTimes(() => quadratic.test(`${"a".repeat(20)}b`) || "b".replace(/b/g, "c"))
  expect([...times.keys()]).toEqual([String(quadratic), "/b/g"])
  expect(RegExp.prototype.exec.name).toBe("exec")
  expect([...patternTimes(() => 1)]).toEqual([])
})
