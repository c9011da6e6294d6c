// The whole command line: which command is meant, and what is printed when it fails. The modules of effect are imported
// one by one here: all of them together cost a fifth of a second, and help needs few.
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { redacted } from "@rlif/core/hub"
import { CliConfig, CliError, CliOutput, Command, Flag, GlobalFlag } from "effect/cli"
import { calledHere } from "../settings/elsewhere.ts"
import { renamedCommands, renamedFlag } from "../settings/renamed.ts"
import { help } from "./outputs/help.ts"
import { visibly } from "./outputs/visible.ts"

/** A command that is imported only when it is asked for, so that help and mistakes are answered at once. */
export interface Entry {
  readonly name: string
  readonly about: string
  /** What to type after `rlif`, and what that does. */
  readonly examples: Readonly<Record<string, string>>
  readonly load: () => Promise<Command.Command.Any>
}

type Loaded<E extends Entry> = Awaited<ReturnType<E["load"]>>

/** Runs `rlif` with these arguments. Every failure is one line on stderr, and stays a failure. */
export const run = <E extends Entry>(
  args: ReadonlyArray<string>,
  { commands, version }: { readonly commands: ReadonlyArray<E>; readonly version: string },
) =>
  Effect.gen(function* () {
    const all = args.some((arg) => arg.startsWith("--shell-completions"))
    const loaded = yield* Effect.forEach(
      commands,
      ({ name, about, examples, load }): Effect.Effect<Loaded<E>> =>
        all || args.includes(name)
          ? Effect.map(
            Effect.promise(load as () => Promise<Loaded<E>>),
            (command) => withExamples(command, examples),
          )
          // Named in the help, and never run.
          : Effect.succeed(Command.withDescription(Command.make(name), about) as Command.Command.Any as Loaded<E>),
    )
    const rlif = Command.make("rlif").pipe(
      Command.withDescription("Reinforcement learning from internal feedback"),
      Command.withExamples([
        { command: "rlif train", description: "The shipped model learns from its own confidence, in half a minute" },
        { command: "rlif eval --model runs/self-certainty-1/final", description: "What it has learned" },
        { command: "rlif train --help", description: "All that a command can be told" },
      ]),
      Command.withSubcommands(loaded),
    )
    return yield* Command.runWith(rlif, { version })(joined(args))
  }).pipe(
    Effect.tapCause((cause) => {
      const message = messageOf(cause)
      return message === undefined ? Effect.void : Console.error(`rlif: ${message}`)
    }),
    Effect.provide(Layer.mergeAll(
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, shellCompletions] }),
      CliOutput.layer(CliOutput.defaultFormatter({ colors: false })),
      CliOutput.layerPresenter({ present }),
      Logger.layer([notes, Logger.tracerLogger]),
    )),
    visibly,
  )

/** A port may stand apart from `--watch`; what has to be joined to a flag in GNU's way is not what people type. */
const joined = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const isPort = (i: number) => args[i - 1] === "--watch" && /^\d+$/.test(args[i] ?? "")
  return args.flatMap((arg, i) => isPort(i) ? [] : isPort(i + 1) ? [`${arg}=${args[i + 1]}`] : [arg])
}

const withExamples = <C extends Command.Command.Any>(command: C, examples: Entry["examples"]): C =>
  Command.withExamples(
    command as Command.Command.Any as Command.Command<string, unknown>,
    Object.entries(examples).map(([command, description]) => ({ command: `rlif ${command}`, description })),
  ) as Command.Command.Any as C

const shells = ["bash", "zsh", "fish", "powershell"] as const

/** effect's own flag is called --completions, which of a model are what this command is about. */
const shellCompletions = GlobalFlag.Action({
  flag: Flag.Literals("shell-completions", shells).pipe(
    Flag.optional,
    Flag.withDescription("Print a script that completes this command in a shell"),
  ),
  run: GlobalFlag.Completions.run,
})

/** What the library has to say goes to stderr: stdout is the command's own. */
const notes = Logger.withConsoleError(
  Logger.make(({ message }) => `rlif: ${oneLine((Array.isArray(message) ? message : [message]).join(" "))}`),
)

/** What was not understood, one line each, in place of the whole help. */
const present = (event: CliOutput.Presenter.Event): Effect.Effect<void> => {
  if (event._tag === "Help") return Console.log(help(event.helpDoc))
  if (event._tag !== "InvalidInvocation") return CliOutput.defaultPresenter.present(event)
  const flags = event.helpDoc.flags.map(({ name }) => name)
  const lines = event.errors.map((error) => `rlif: ${oneLine(saidOf(error, flags))}`)
  return Console.error([...new Set(lines), `See ${event.commandPath.join(" ")} --help`].join("\n"))
}

/** What was wrong; where a flag or command has another name here, that in place of what looks alike. */
const saidOf = (error: CliError.NonShowHelpErrors, flags: ReadonlyArray<string>): string => {
  const now = nowCalled(error)
  if (now !== undefined) return `${error.message}; it is called ${now} now`
  if (error._tag !== "UnrecognizedOption") return error.message
  const here = calledHere(error.option, flags)
  return here === undefined ? error.message : `Unrecognized flag: ${error.option}; here it is ${here}`
}

/** What an older name is called now; undefined if the error is about no older name. */
const nowCalled = (error: CliError.NonShowHelpErrors): string | undefined =>
  error._tag === "UnrecognizedOption"
    ? renamedFlag(error.option, error.command ?? [])
    : error._tag === "UnknownSubcommand"
    ? renamedCommands[error.subcommand]
    : undefined

/** A failure's message; undefined where there is nothing to say: an interruption, or what was presented already. */
const messageOf = (cause: Cause.Cause<unknown>): string | undefined => {
  const failure = cause.reasons.find(Cause.isFailReason)
  if (failure === undefined) return Cause.hasInterruptsOnly(cause) ? undefined : Cause.pretty(cause)
  const { error } = failure
  if (CliError.isCliError(error)) return undefined
  return oneLine(error instanceof Error ? error.message : String(error))
}

const oneLine = (text: string) => redacted(text).trim().replace(/\s*\n\s*/g, ". ").replace(/([?:.])\. /g, "$1 ")
