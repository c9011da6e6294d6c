// The settings that say how problems are asked.
import { choice, integer, text, toggle } from "./setting.ts"

/** Settings of prompts. */
export const promptSettings = {
  template: text("{{ problem }}", "what is asked, a Jinja text with {{ problem }} in it"),
  chat: toggle(false, "ask it as a user's message in the model's own chat template"),
  system: text("", "a chat's system message; without one, what the chat template says by itself"),
  templateArgs: text("", 'JSON object of what else the chat template is given, such as {"enable_thinking": false}'),
  templateDate: text("", "what strftime_now gives it, such as 2026-11-30T09:30:00; without one, when the run starts"),
  maxPrompt: integer(0, "longest prompt, in tokens; 0 is all that --max-tokens leaves of the model's positions"),
  longPrompts: choice(
    ["error", "skip"],
    "error",
    "what becomes of problems with longer prompts: end, or leave them out",
  ),
}
