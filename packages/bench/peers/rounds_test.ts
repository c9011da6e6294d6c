import { Effect } from "effect"
import { expect, it } from "vitest"
import type { Answer } from "./answer.ts"
import type { Absent, Peer } from "./peer.ts"
import { inTurn, isMeasured } from "./rounds.ts"
import { PeerError, type Speaker } from "./speaker.ts"

const peerOf = (name: string): Peer => ({ name, threads: 1, command: "", args: [], install: `install ${name}` })

/** A peer that notes when it is asked. */
const speaking = (
  name: string,
  { asked, answer = () => ({ tokens: 6 }), parameters = 10 }: {
    readonly asked: Array<string>
    readonly answer?: (nth: number) => Partial<Answer> | undefined
    readonly parameters?: number
  },
): Speaker => {
  let nth = 0
  return {
    peer: peerOf(name),
    greeting: { kind: "ready", about: `${name} 1.0`, parameters },
    ask: () =>
      Effect.suspend(() => {
        asked.push(name)
        const given = answer(nth++)
        return given === undefined
          ? Effect.fail(new PeerError({ message: "its process ended" }))
          : Effect.succeed({ times: { all: { wall: nth, cpu: nth } }, tokens: 6, peak: 0, ...given })
      }),
  }
}

const work = { request: "step", rounds: 2, tokens: 6, parameters: 10 }

it("asks all in turn, every other round in reverse, and keeps no answer of the first round", async () => {
  const asked: Array<string> = []
  const found = await Effect.runPromise(inTurn([speaking("a", { asked }), speaking("b", { asked })], work))
  expect(asked.join("")).toBe("abbaab")
  expect(found.map((each) => isMeasured(each) && each.answers.map(({ times }) => times.all.wall))).toEqual([
    [2, 3],
    [2, 3],
  ])
})

it("goes on without who is missing, fails or disagrees, and says so", async () => {
  const asked: Array<string> = []
  const missing: Absent = { peer: peerOf("missing"), absent: "missing (no torch): install missing" }
  const found = await Effect.runPromise(inTurn([
    speaking("good", { asked }),
    missing,
    speaking("ends", { asked, answer: (nth) => nth === 1 ? undefined : {} }),
    speaking("less", { asked, answer: () => ({ tokens: 5 }) }),
    speaking("small", { asked, parameters: 9 }),
  ], work))
  expect(found.map((each) => isMeasured(each) ? each.about : each.absent)).toEqual([
    "good 1.0",
    "missing (no torch): install missing",
    "failed: its process ended",
    "disagrees: 5 tokens, not 6",
    "disagrees: 9 parameters, not 10",
  ])
  expect(asked.filter((name) => name === "less")).toHaveLength(1)
  expect(asked.filter((name) => name === "good")).toHaveLength(3)
})

it("does not warm up those who are warm", async () => {
  const asked: Array<string> = []
  await Effect.runPromise(inTurn([speaking("a", { asked })], { ...work, warm: true }))
  expect(asked).toHaveLength(2)
})
