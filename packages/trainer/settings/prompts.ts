// The settings that say how problems are asked.
import { choice, integer, text, toggle } from "./setting.ts"

/** Settings of prompts. */
export const promptSettings = {
  template: text("{{ problem }}", "text of a prompt, in Jinja, with {{ problem }} in it"),
  chat: toggle(false, "ask each problem as a user's message in the model's own chat template"),
  system: text("", "system message of a chat; none: the chat template's own"),
  templateArgs: text("", 'JSON object of further values for the chat template, such as {"enable_thinking": false}'),
  templateDate: text(
    "",
    "date in the chat template (strftime_now), such as 2026-11-30T09:30:00; none: the run's start",
  ),
  maxPrompt: integer(0, "longest prompt, in tokens; 0: all that --max-tokens leaves of the model's positions"),
  longPrompts: choice(
    ["error", "skip"],
    "error",
    "a problem with a longer prompt ends the run (error) or is left out (skip)",
  ),
}
