// The same work by all, in turn: a round's peers run within the same seconds, and every other round in reverse, so that what
// disturbs one disturbs the others as well.
import { Effect } from "effect"
import type { Answer } from "./answer.ts"
import type { Absent, Peer } from "./peer.ts"
import { failed, type Speaker } from "./speaker.ts"

/** What is asked, how often, and what all must agree on. */
export interface Work {
  readonly request: string
  readonly rounds: number
  /** Tokens that each must have made. */
  readonly tokens: number
  /** Numbers of each model. */
  readonly parameters: number
  /** Whether the peers have done the like before, so that no round warms up. Default: they have not. */
  readonly warm?: boolean
}

/** What a peer answered, a round after the other; an answer that only warms up is not among them. */
export interface Measured {
  readonly peer: Peer
  readonly about: string
  readonly answers: ReadonlyArray<Answer>
}

/** What came of a peer. */
export type Outcome = Measured | Absent

/** Whether it was measured. */
export const isMeasured = (outcome: Outcome): outcome is Measured => "answers" in outcome

/** Asks all in turn. Who fails or disagrees is left out from then on; the others go on. */
export const inTurn = Effect.fnUntraced(function* (
  speakers: ReadonlyArray<Speaker | Absent>,
  { request, rounds, tokens, parameters, warm = false }: Work,
) {
  const answers = speakers.map((): Array<Answer> => [])
  const outcomes: Array<Outcome | undefined> = speakers.map((each) => "absent" in each ? each : undefined)
  for (let round = warm ? 1 : 0; round <= rounds; round++) {
    const order = [...speakers.entries()]
    for (const [i, each] of round % 2 === 0 ? order : order.reverse()) {
      if (outcomes[i] !== undefined || "absent" in each) continue
      yield* each.ask(request).pipe(
        Effect.map((answer) => {
          const wrong = disagreement({ ...each.greeting, tokens: answer.tokens }, { tokens, parameters })
          if (wrong !== undefined) outcomes[i] = { peer: each.peer, absent: wrong }
          else if (round > 0) answers[i].push(answer)
        }),
        Effect.catch(({ message }) => Effect.sync(() => void (outcomes[i] = failed(each.peer, message)))),
      )
    }
  }
  return speakers.map((each, i): Outcome =>
    outcomes[i] ?? ("absent" in each ? each : { peer: each.peer, about: each.greeting.about, answers: answers[i] })
  )
})

/** The counts in which a peer differs, in words. */
const disagreement = (
  found: { readonly tokens: number; readonly parameters?: number },
  wanted: { readonly tokens: number; readonly parameters: number },
): string | undefined => {
  const differ = (["tokens", "parameters"] as const).filter((name) =>
    found[name] !== undefined && found[name] !== wanted[name]
  )
  if (differ.length === 0) return undefined
  return `disagrees: ${differ.map((name) => `${found[name]} ${name}, not ${wanted[name]}`).join("; ")}`
}
