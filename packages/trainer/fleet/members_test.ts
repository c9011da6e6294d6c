import { random } from "@rlif/core/random/seed"
import { Effect, Queue } from "effect"
import { describe, expect, it } from "vitest"
import type { Bag } from "./bag.ts"
import { type Member, membersOf } from "./members.ts"

/** A bag of which only what is given back is of interest. */
const bagOf = (givenBack: Array<number>): Bag => {
  const unused = () => Effect.die("not asked for here")
  return {
    ask: unused,
    take: unused,
    claim: () => false,
    find: () => undefined,
    answer: unused,
    giveBack: (piece) => void givenBack.push(piece),
    remind: () => {},
    alone: () => {},
  }
}

/** What happens to a member that may compute two pieces at once. */
const withMember = <A>(use: (member: Member, members: Effect.Success<ReturnType<typeof membersOf>>) => A) => {
  const givenBack: Array<number> = []
  return Effect.gen(function* () {
    const members = yield* membersOf(bagOf(givenBack), { lease: 60_000, others: () => false })
    const result = yield* Effect.scoped(Effect.gen(function* () {
      const member = yield* members.joining("somebody")
      members.ready(member, 2)
      return use(member, members)
    }))
    return { result, givenBack }
  }).pipe(Effect.scoped, Effect.runSync)
}

const places = ({ places }: Member) => Queue.sizeUnsafe(places)

describe("a member", () => {
  it("has as many places as pieces it may compute, whatever becomes of them", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { uniform } = random(seed)
      withMember((member, { computed, done }) => {
        for (let i = 0; i < 200; i++) {
          const piece = Math.floor(6 * uniform())
          const what = uniform()
          if (what < 0.4 && places(member) > 0 && !member.taken.has(piece)) {
            Effect.runSync(Queue.take(member.places))
            member.taken.add(piece)
          } else if (what < 0.7) computed(member, piece)
          else done(member, piece)
          const atWork = [...member.taken].filter((piece) => !member.sending.has(piece)).length
          expect(places(member) + atWork).toBe(2)
        }
      })
    }
  })

  it("is sent another piece as soon as one is computed, and not once more when that has come", () => {
    withMember((member, { computed, done }) => {
      for (const piece of [1, 2]) {
        Effect.runSync(Queue.take(member.places))
        member.taken.add(piece)
      }
      expect(places(member)).toBe(0)
      for (const _ of [1, 2]) computed(member, 1)
      expect(places(member)).toBe(1)
      done(member, 1)
      expect(places(member)).toBe(1)
      done(member, 2)
      expect(places(member)).toBe(2)
    })
  })

  it("that leaves gives back what it computes, and what it has not sent to the end", () => {
    const { givenBack } = withMember((member, { computed }) => {
      for (const piece of [1, 2]) member.taken.add(piece)
      computed(member, 1)
    })
    expect(givenBack).toEqual([1, 2])
  })
})
