// The pieces that wait to be computed. Each counts once: whoever answers first has computed it, and what came too late is dropped.
// Who asks computes a piece itself where nobody else is there, or where somebody gave a wrong answer.
import type { CrewPiece } from "@rlif/core/wire/elsewhere"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import type { WireError } from "@rlif/core/wire/wire-error"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Semaphore from "effect/Semaphore"

type Answer = Effect.Success<CrewPiece["here"]>

/** The numbers of the pieces that somebody has taken. */
export type Taken = Set<number>

/** Pieces, and those who take them. */
export interface Bag {
  /** What a piece comes to, whoever computes it. */
  readonly ask: (piece: CrewPiece) => Effect.Effect<Answer, PolicyError>
  /** Waits for a piece, and puts its number among those that are `taken`. */
  readonly take: (taken: Taken) => Effect.Effect<number>
  /** Takes a piece of which somebody has heard elsewhere, if it still waits. */
  readonly claim: (piece: number, taken: Taken) => boolean
  /** A piece that is still asked for. */
  readonly find: (piece: number) => CrewPiece | undefined
  /** Answers a piece. A wrong answer fails, and the piece is computed here. */
  readonly answer: (piece: number, bytes: Uint8Array) => Effect.Effect<"taken" | "had it", WireError>
  /** Gives a piece back, to others or, if it is `refused`, to who asks. */
  readonly giveBack: (piece: number, refused: boolean) => void
  /** Tells once more of all pieces that wait: whoever heard of them may have forgotten them. */
  readonly remind: () => void
  /** Tells whether there is anybody to take pieces. */
  readonly alone: (is: boolean) => void
}

interface Open {
  readonly number: number
  readonly piece: CrewPiece
  readonly answered: Deferred.Deferred<Answer>
  /** Open while who asks may compute the piece. */
  readonly own: Latch.Latch
  state: "waits" | "taken" | "here" | "done"
  refused: boolean
  /** How often it has waited. */
  times: number
}

/** Tells others that a piece waits, the how manieth time. */
export type Waits = (piece: number, time: number) => unknown

/** A bag of which who asks computes so many pieces `here` at a time. */
export const bagOf = (here: number, waits: Waits = () => {}): Bag => {
  const open = new Map<number, Open>()
  const places = Semaphore.makeUnsafe(here)
  const some = Latch.makeUnsafe(false)
  let last = 0
  let alone = true

  const mine = ({ state, refused }: Open) => state === "waits" && (alone || refused)
  const mind = (one: Open) => mine(one) ? one.own.openUnsafe() : one.own.closeUnsafe()
  const becomes = (one: Open, state: Open["state"]) => {
    one.state = state
    if (state === "waits" && !one.refused) {
      some.openUnsafe()
      waits(one.number, ++one.times)
    }
    mind(one)
  }
  const compute = (one: Open): Effect.Effect<Answer, PolicyError> =>
    one.own.await.pipe(
      Effect.andThen(places.withPermit(Effect.suspend((): Effect.Effect<Answer | undefined, PolicyError> => {
        // Somebody may have come while this one waited for its place.
        if (!mine(one)) return Effect.succeed(undefined)
        becomes(one, "here")
        return one.piece.here
      }))),
      Effect.flatMap((answer) => answer === undefined ? compute(one) : Effect.succeed(answer)),
    )
  const claim = (number: number, taken: Taken) => {
    const one = open.get(number)
    if (one === undefined || one.state !== "waits" || one.refused) return false
    becomes(one, "taken")
    taken.add(number)
    return true
  }
  const take = (taken: Taken): Effect.Effect<number> =>
    Effect.flatMap(
      some.await,
      () =>
        Effect.suspend(() => {
          for (const number of open.keys()) if (claim(number, taken)) return Effect.succeed(number)
          some.closeUnsafe()
          return take(taken)
        }),
    )
  return {
    ask: (piece) =>
      Effect.suspend(() => {
        const number = ++last
        const one: Open = {
          number,
          piece,
          answered: Deferred.makeUnsafe(),
          own: Latch.makeUnsafe(false),
          state: "waits",
          refused: false,
          times: 0,
        }
        open.set(number, one)
        becomes(one, "waits")
        return Effect.raceFirst(Deferred.await(one.answered), compute(one)).pipe(
          Effect.ensuring(Effect.sync(() => open.delete(number))),
        )
      }),
    take,
    claim,
    find: (number) => open.get(number)?.piece,
    answer: (number, bytes) =>
      Effect.suspend(() => {
        const one = open.get(number)
        if (one === undefined || one.state === "here" || one.state === "done") return Effect.succeed("had it" as const)
        return Effect.map(one.piece.read(bytes), (answer) => {
          becomes(one, "done")
          Deferred.doneUnsafe(one.answered, Exit.succeed(answer))
          return "taken" as const
        })
      }),
    giveBack: (number, refused) => {
      const one = open.get(number)
      if (one === undefined || one.state === "here" || one.state === "done") return
      one.refused ||= refused
      becomes(one, "waits")
    },
    remind: () => {
      for (const one of open.values()) if (one.state === "waits" && !one.refused) waits(one.number, ++one.times)
    },
    alone: (is) => {
      alone = is
      for (const one of open.values()) mind(one)
    },
  }
}
