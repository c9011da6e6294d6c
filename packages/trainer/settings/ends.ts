// The settings of what ends a completion.
import { texts } from "./setting.ts"

/** The settings of a completion's ends. */
export const endSettings = {
  endToken: texts("token, or its id, that ends a completion, beside those of the model's files; may be repeated"),
  stop: texts("text that ends a completion and is left out of its answer; may be repeated"),
}
