// How a table of settings and an effect become a command of the command line.
import { Config, Console, Effect, type FileSystem, Layer, type Option } from "effect"
import { Command, type Flag } from "effect/cli"
import { decode, flags, type Of, type SettingsError, type Table } from "../settings/setting.ts"

type Flags = Readonly<Record<string, Flag.Flag<Option.Option<unknown>>>>

/** A command whose flags and `--config` file are those of the table, and which does what `run` says of their values. */
export const command = <const Name extends string, T extends Table, E, R>(
  name: Name,
  { about, settings, run }: {
    readonly about: string
    readonly settings: T
    readonly run: (settings: Of<T>) => Effect.Effect<void, E, R>
  },
) => {
  const all: Flags = flags(settings)
  return Command.make(
    name,
    all,
    (given): Effect.Effect<void, E | SettingsError, R | FileSystem.FileSystem> =>
      Effect.flatMap(decode(settings, given), run).pipe(
        Effect.withSpan(`rlif ${name}`),
        Effect.provide(telemetry),
      ),
  ).pipe(Command.withDescription(about))
}

/** Nothing is exported, and nothing of it imported, where the environment names no collector. */
const telemetry = Layer.unwrap(Effect.gen(function* () {
  const endpoint = yield* Effect.orDie(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT").pipe(Config.withDefault("")))
  return endpoint === "" ? Layer.empty : (yield* Effect.promise(() => import("./outputs/telemetry.ts"))).layer
}))

/** What a dry run ends with: the settings as a file that `--config` would read. */
export const showSettings = (settings: Readonly<Record<string, unknown>>): Effect.Effect<void> => {
  const { dryRun: _, ...rest } = settings
  return Console.log(JSON.stringify(rest, null, 2))
}
