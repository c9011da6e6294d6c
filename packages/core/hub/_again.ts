import { Effect, Schedule } from "effect"
import type { HubError } from "./hub_error.ts"

/** When to ask again, and after how long: networks fail for moments, and a file goes on from what has arrived. */
export const again = Schedule.exponential("250 millis").pipe(
  Schedule.setInputType<HubError>(),
  Schedule.while(({ input, attempt }) => input.reason === "network" && attempt <= 3),
  Schedule.tap(({ input, attempt }) => Effect.logWarning(`${input.message}; asking again, ${attempt} of 3`)),
)
