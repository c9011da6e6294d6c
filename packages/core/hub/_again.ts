import { type Effect, Schedule } from "effect"
import type { HubError } from "./hub_error.ts"

/** When to ask again, and after how long: networks fail for moments, and a file goes on from what has arrived. */
export const again = {
  while: ({ reason }: HubError) => reason === "network",
  schedule: Schedule.exponential("250 millis"),
  times: 3,
} satisfies Effect.Retry.Options<HubError>
