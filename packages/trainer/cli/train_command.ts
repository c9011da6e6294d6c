// The command `rlif train`, whose thread and whose own modules load at the same time, once its settings are some.
import { policyThread } from "@rlif/core/policy/thread"
import * as Effect from "effect/Effect"
import { checkedTrain, type TrainSettings, trainSettings } from "../settings/train_settings.ts"
import { command } from "./_command.ts"

/** The command. */
export const trainCommand = command("train", {
  about: "Reinforcement learning from internal feedback, or from any other reward",
  settings: trainSettings,
  run: Effect.fnUntraced(function* (given: TrainSettings) {
    const settings = yield* checkedTrain(given.resume === "" ? given : { ...given, out: given.resume })
    // Whoever asks workers computes in this thread, where it speaks to them.
    const thread = settings.workers === "" ? yield* policyThread : undefined
    const { train } = yield* Effect.promise(() => import("./train.ts"))
    yield* train(settings, thread)
  }, Effect.scoped),
})
