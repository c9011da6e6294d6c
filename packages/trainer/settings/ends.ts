// The settings that say what ends a completion.
import { texts } from "./setting.ts"

/** Settings of ends. */
export const endSettings = {
  endToken: texts("token, or its id, that ends a completion beside those that the model's files name; may be repeated"),
  stop: texts("text that ends a completion, which its answer then leaves out; may be repeated"),
}
