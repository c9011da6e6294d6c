import { Effect } from "effect"
import { expect, it } from "vitest"
import { decodeJson } from "./setting.ts"
import { followingOf, isFalling, teacherOf, teacherSettings } from "./teacher.ts"

const read = (teacher: string) =>
  Effect.runSync(Effect.result(decodeJson(teacherSettings, { json: { teacher }, where: "here" })))

it.each([
  "",
  "following",
  "following:",
  "following:0",
  "following:2",
  "following:0.1:",
  "following:0.1:0.2",
  "frozen:1",
])(
  "is refused, with what may be said: %j",
  (teacher) =>
    expect(read(teacher)).toMatchObject({
      failure: { message: expect.stringContaining(`"${teacher}" is none of none, frozen, following:RATE`) },
    }),
)

it.each(["none", "frozen", "following:1", "following:0.01", "following:0.01:0", "following:0.01:1e-5"])(
  "is taken: %s",
  (teacher) => expect(read(teacher)).toMatchObject({ success: { teacher } }),
)

it("follows at one rate, or at one that falls by a cosine from the first to the last update", () => {
  expect(teacherOf("frozen")).toBe("frozen")
  for (const teacher of ["none", "frozen"]) expect(followingOf({ teacher, steps: 9 })).toBeUndefined()
  const same = followingOf({ teacher: "following:0.3", steps: 4 })!
  expect([1, 2, 4].map(same)).toEqual([0.3, 0.3, 0.3])
  const falling = followingOf({ teacher: "following:0.5:0.1", steps: 4 })!
  expect(falling(2)).toBeCloseTo(0.3)
  expect(falling(4)).toBe(0.1)
  expect(["none", "frozen", "following:0.3", "following:0.3:0.3"].filter(isFalling)).toEqual([])
  expect(isFalling("following:0.5:0.1")).toBe(true)
})
