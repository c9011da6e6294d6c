// The workers that are there: each has a session, pieces that it has taken, and a time at which it was last heard of.
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import { randomUUID } from "node:crypto"
import type { Assembled } from "./assembled.ts"
import type { Bag, Taken } from "./bag.ts"
import { FleetGone, FleetRefused } from "./fleet_error.ts"

/**
 * A worker as others see it.
 * @stability unstable
 * @since 0.1.0
 */
export interface FleetMember {
  readonly name: string
  /** The pieces that it computes now. */
  readonly computing: number
  /** The pieces that it has computed. */
  readonly computed: number
  /** Whether it was heard of within its lease. */
  readonly present: boolean
}

/** A worker as its coordinator knows it. */
export interface Member {
  readonly session: string
  readonly name: string
  readonly taken: Taken
  /** Places for pieces that it is sent. */
  readonly places: Queue.Queue<void>
  /** Whether it is sent pieces, and does not hear of them elsewhere. */
  told: boolean
  /** Answers that are not whole yet, by piece. */
  readonly partial: Map<number, Assembled>
  /** Pieces it has taken and computed, whose answers are on their way: they have left their places already. */
  readonly sending: Set<number>
  /** Fails once it is sent away. */
  readonly sentAway: Deferred.Deferred<never, FleetRefused>
  /** When it was heard of, in milliseconds; undefined before it is ready. */
  seen: number | undefined
  /** Whether that is within its lease. */
  present: boolean
  computed: number
}

/** The members of a fleet, of whom one that is not heard of for `lease` milliseconds has lost its pieces. */
export const membersOf = Effect.fnUntraced(function* (
  bag: Bag,
  { lease, others }: {
    readonly lease: number
    /** Whether there is anybody who has not joined yet, but hears of pieces. */
    readonly others: () => boolean
  },
) {
  const all = new Map<string, Member>()
  // Who hears of pieces elsewhere is among the others, or hears of none any more.
  const count = () => bag.alone(!others() && ![...all.values()].some(({ present, told }) => present && told))
  const see = (member: Member) => {
    member.seen = performance.now()
    if (member.present) return
    member.present = true
    count()
  }
  const lose = (member: Member) => {
    for (const piece of member.taken) {
      bag.giveBack(piece, false)
      leave(member, piece)
    }
    member.taken.clear()
    member.sending.clear()
    member.partial.clear()
  }
  let swept = performance.now()
  const sweep = Effect.sync(() => {
    const now = performance.now()
    // Where this process was at work itself for that long, signs of life still wait to be read.
    const late = now - swept > lease / 2
    swept = now
    if (late) return
    for (const member of all.values()) {
      if (!member.present || now - member.seen! < lease) continue
      member.present = false
      lose(member)
    }
    count()
  })
  yield* Effect.forkScoped(Effect.repeat(sweep, Schedule.spaced(lease / 4)))
  const members = {
    /** A member until the scope closes. */
    joining: (name: string) =>
      Effect.acquireRelease(
        Effect.map(Queue.unbounded<void>(), (places) => {
          const member: Member = {
            session: randomUUID(),
            name,
            taken: new Set(),
            places,
            told: false,
            partial: new Map(),
            sending: new Set(),
            sentAway: Deferred.makeUnsafe(),
            seen: undefined,
            present: false,
            computed: 0,
          }
          all.set(member.session, member)
          return member
        }),
        (member) =>
          Effect.sync(() => {
            all.delete(member.session)
            lose(member)
            count()
          }),
      ),
    /** The member of a session, of whom something is heard now. */
    heard: (session: string): Effect.Effect<Member, FleetGone> =>
      Effect.suspend(() => {
        const member = all.get(session)
        if (member === undefined) return Effect.fail(new FleetGone({ what: "worker" }))
        if (member.seen !== undefined) see(member)
        return Effect.succeed(member)
      }),
    /** Lets a member take so many pieces at once. */
    ready: (member: Member, atOnce: number): void => {
      see(member)
      member.told = atOnce > 0
      free(member, atOnce)
      count()
    },
    /** A piece leaves its place to another while its answer is on its way. */
    computed: (member: Member, piece: number): void => {
      if (!member.taken.has(piece)) return
      leave(member, piece)
      member.sending.add(piece)
    },
    /** A piece is no longer the member's. */
    done: (member: Member, piece: number): void => {
      member.partial.delete(piece)
      if (member.taken.delete(piece)) leave(member, piece)
      member.sending.delete(piece)
    },
    list: Effect.sync((): ReadonlyArray<FleetMember> =>
      [...all.values()].map(({ name, taken, computed, present }) => ({
        name,
        computing: taken.size,
        computed,
        present,
      }))
    ),
  }
  return members
})

/** The members of a fleet. */
export type Members = Effect.Success<ReturnType<typeof membersOf>>

/** A piece leaves its place to another, once. */
const leave = (member: Member, piece: number) => {
  if (!member.sending.has(piece)) free(member, 1)
}

/** Makes room for so many more pieces. */
const free = ({ told, places }: Member, count: number) => {
  for (let i = 0; told && i < count; i++) Queue.offerUnsafe(places, undefined)
}
