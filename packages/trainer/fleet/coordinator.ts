// What the coordinator answers to workers. Nothing that a worker says changes a weight: it answers pieces, and answers are checked.
import type { CrewModel } from "@rlif/core/wire/elsewhere"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { createHash, timingSafeEqual } from "node:crypto"
import { assembled } from "./assembled.ts"
import type { Bag } from "./bag.ts"
import { chunked } from "./chunks.ts"
import { FleetGone, FleetRefused } from "./fleet_error.ts"
import type { Members } from "./members.ts"
import { chunkBytes, FleetRpcs } from "./rpcs.ts"
import { differences, type Terms, termsOf } from "./terms.ts"

/** What answers workers. */
export interface Coordinating {
  readonly bag: Bag
  readonly members: Members
  readonly model: CrewModel
  readonly token: Redacted.Redacted
  /** Whether workers may join whose bits may differ. */
  readonly mixed: boolean
  /** Milliseconds between signs of life. */
  readonly beat: number
}

/** The handlers of the workers' calls. */
export const coordinator = (means: Coordinating) => {
  const { bag, members: { heard, ready, computed, done }, model } = means
  const gone = (what: FleetGone["what"]) => Effect.fail(new FleetGone({ what }))
  /** Bytes for a member, or word that they are no more. */
  const sent = (session: string, what: FleetGone["what"], of: () => Uint8Array | undefined) =>
    Stream.unwrap(Effect.gen(function* () {
      yield* heard(session)
      const bytes = of()
      if (bytes === undefined) return yield* gone(what)
      return chunked(bytes)
    }))
  return FleetRpcs.toLayer({
    join: (hello) => orders(means, hello),
    config: ({ session }) => sent(session, "worker", model.config),
    weights: ({ session, since, known }) => sent(session, "worker", () => model.weights(since, known)),
    past: ({ session }) => sent(session, "piece", model.past),
    learner: ({ session, id }) => sent(session, "learner", () => model.learner(id)),
    task: ({ session, piece }) => sent(session, "piece", () => bag.find(piece)?.task()),
    ready: ({ session, atOnce }) => Effect.map(heard(session), (member) => ready(member, atOnce)),
    claim: ({ session, piece }) => Effect.map(heard(session), ({ taken }) => bag.claim(piece, taken)),
    beat: ({ session }) => Effect.asVoid(heard(session)),
    failed: ({ session, piece }) =>
      Effect.map(heard(session), (member) => {
        // What somebody cannot compute is computed here, where a true failure shows.
        if (member.taken.has(piece)) bag.giveBack(piece, true)
        done(member, piece)
      }),
    computed: ({ session, piece }) => Effect.map(heard(session), (member) => computed(member, piece)),
    deliver: Effect.fnUntraced(function* ({ session, piece, begin, total, bytes }) {
      const member = yield* heard(session)
      const most = bag.find(piece)?.most
      if (most === undefined) {
        done(member, piece)
        return "had it"
      }
      const longest = Math.min(most, total)
      if (total > most || begin + bytes.length > total) {
        return yield* sendAway(means, { member, piece, why: `an answer of more than ${longest} bytes` })
      }
      const answer = assembled(member.partial.get(piece), { begin, total, bytes })
      // Its beginning was dropped, as its sender had not been heard of for too long.
      if (answer === undefined) return "had it"
      if (answer.have < total) {
        member.partial.set(piece, answer)
        return "more"
      }
      const became = yield* bag.answer(piece, answer.whole).pipe(
        Effect.catch(({ message: why }) => sendAway(means, { member, piece, why })),
      )
      if (became === "taken") member.computed++
      done(member, piece)
      return became
    }),
  })
}

/** The pieces for a worker, once it may join. It has left when the stream ends. */
const orders = (
  means: Coordinating,
  { name, token, terms }: Parameters<typeof refusals>[1] & { readonly name: string },
) =>
  Stream.unwrap(Effect.gen(function* () {
    const { bag, members, beat } = means
    const reasons = refusals(means, { token, terms })
    if (reasons.length > 0) return yield* new FleetRefused({ reasons })
    const member = yield* members.joining(name)
    const { session, places, taken, sentAway } = member
    const next = Effect.map(
      Effect.andThen(Queue.take(places), bag.take(taken)),
      (piece) => {
        const task = bag.find(piece)?.task()
        return { kind: "piece" as const, piece, ...task !== undefined && task.length <= chunkBytes ? { task } : {} }
      },
    )
    return Stream.concat(
      Stream.succeed({ kind: "welcome" as const, session, beat }),
      Stream.fromEffectRepeat(Effect.raceFirst(next, Deferred.await(sentAway))),
    )
  }))

/** Why a worker may not join. */
const refusals = (
  { token: ours, mixed, model: { provider } }: Coordinating,
  { token, terms }: { readonly token: string; readonly terms: Terms },
): ReadonlyArray<string> => {
  const hash = (text: string) => createHash("sha256").update(text).digest()
  // Who does not know the token learns nothing else.
  if (!timingSafeEqual(hash(token), hash(Redacted.value(ours)))) return ["the token is another"]
  const own = termsOf(provider)
  if (terms.protocol !== own.protocol) return differences({ ...terms, protocol: own.protocol }, terms)
  return mixed ? [] : differences(own, terms)
}

/** A worker whose answers are wrong: its piece is computed here, the others by whoever is left. */
const sendAway = Effect.fnUntraced(function* (
  { bag, members }: Coordinating,
  { member, piece, why }: {
    readonly member: Parameters<Members["done"]>[0]
    readonly piece: number
    readonly why: string
  },
) {
  bag.giveBack(piece, true)
  members.done(member, piece)
  const refused = new FleetRefused({ reasons: [`a wrong answer: ${why}`] })
  yield* Effect.logWarning(`the worker ${member.name} is sent away: ${why}`)
  yield* Deferred.fail(member.sentAway, refused)
  return yield* refused
})
