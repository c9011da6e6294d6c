import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { HubError } from "./hub_error.ts"

/** The schedule of retries. Networks fail for moments, and a retried download continues with the missing bytes. */
export const again = Schedule.exponential("250 millis").pipe(
  Schedule.setInputType<HubError>(),
  Schedule.while(({ input, attempt }) => input.reason === "network" && attempt <= 3),
  Schedule.tap(({ input, attempt }) => Effect.logWarning(`${input.message}; asking again, ${attempt} of 3`)),
)
