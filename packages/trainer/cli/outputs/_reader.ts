import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { closeSync, constants, openSync } from "node:fs"

/**
 * Waits until a named pipe has a reader, which it keeps from missing the writer until the scope closes. To open such a pipe
 * would wait too, but in the system, where no signal ends it.
 */
export const reader = (pipe: string) =>
  Effect.acquireRelease(
    Effect.try({
      try: () => openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK),
      catch: (error) => error as NodeJS.ErrnoException,
    }),
    (descriptor) => Effect.sync(() => closeSync(descriptor)),
  ).pipe(
    Effect.retry({ schedule: Schedule.spaced("50 millis"), while: ({ code }) => code === "ENXIO" }),
  )
