// What the bench measures, by the name of the command. A command is imported where it is called.
import type * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect } from "effect"

/** Runs with the words after its name, and succeeds with the exit status. */
type Run = (args: ReadonlyArray<string>) => Effect.Effect<number, unknown, NodeServices.NodeServices>

/** A command, and what it measures. */
export interface Command {
  readonly about: string
  readonly load: () => Promise<Run>
}

/** A command without flags. */
const flagless = <E>(name: string, run: Effect.Effect<void, E, NodeServices.NodeServices>): Run => (args) =>
  args.length === 0
    ? Effect.as(run, 0)
    : Effect.as(Console.error(`Cannot measure ${name} with "${args.join(" ")}": it has no flags`), 2)

/** In the order in which they are listed. */
export const commands: Readonly<Record<string, Command>> = {
  ablations: {
    about: "ours with less of ours, on the CPU: ablations [names]",
    load: async () => (await import("./ablations/ablate.ts")).ablate,
  },
  peers: {
    about: "PyTorch and Transformers.js: peers [--quick] [--rounds N] [--presets NAMES] [--json FILE]",
    load: async () => (await import("./peers/peers.ts")).peers,
  },
  counts: {
    about: "what a step runs, by no clock, against what is committed: counts [--write]",
    load: async () => (await import("./counts/counts.ts")).counts,
  },
  effect: {
    about: "what Effect costs of a step, by a profile",
    load: async () => (await import("./effect/effect.ts")).effect,
  },
  watch: {
    about: "what ten visitors of a run's live page cost",
    load: async () => (await import("./watch/watch.ts")).watch,
  },
  fleet: {
    about:
      "what workers cost on one machine, and how far they go: fleet [--preset NAME] [--rounds N] [--steps N] [--write]",
    load: async () => (await import("./fleet/fleet.ts")).fleet,
  },
  gpu: {
    about: "webgpu and cuda against the CPU: the same numbers, how fast, with how much memory",
    load: async () => (await import("./gpu/gpu.ts")).gpu,
  },
  memory: {
    about: "what a model of half a billion parameters takes to load, sample and train",
    load: async () => (await import("./memory/memory.ts")).memory,
  },
  peak: {
    about: "what programs allocate, and what was expected",
    load: async () => flagless("peak", (await import("./peak/peak.ts")).peaks),
  },
  int8: {
    about: "an int8 base under an adapter against a float32 one",
    load: async () => {
      const [{ int8 }, { layer }] = await Promise.all([
        import("./int8/int8.ts"),
        import("@rlif/core/runtime/providers/cpu"),
      ])
      return flagless("int8", Effect.provide(int8(), layer))
    },
  },
  answers: {
    about: "verdicts on the answers of our own cases",
    load: async () => flagless("answers", (await import("./answers/answers.ts")).answers),
  },
  patterns: {
    about: "how the time of what reads answers grows with their length",
    load: async () => flagless("patterns", (await import("./answers/patterns.ts")).patterns),
  },
}
