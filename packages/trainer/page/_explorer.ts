// The part of a page in which completions are looked for: what a script fills, and what there is without one.
import type { Message } from "./message.ts"
import { selection } from "./_selection.ts"

const choose = (name: string, label: string) =>
  `<label>${label}<select id="choose-${name}" name="${name}"></select></label>`

const scale = `<p class="scale">certain ${
  Array.from({ length: 10 }, (_, i) => `<span class="s${i}"></span>`).join("")
} uncertain</p>`

/** Controls, cards, and the history of a prompt; a live page has them before there is anything to show. */
export const explorer = (messages: ReadonlyArray<Message>, live = false): string =>
  live || messages.some(({ kind }) => kind === "samples")
    ? `${scale}
<div id="selection"><p>A selection: the lowest and highest rewards, the longest, and one apart from the majority. Where scripts
run, all completions can be sorted and filtered here.</p>
${selection(messages)}</div>
<div id="explorer" hidden>
<form id="controls" aria-label="Which completions are shown">
${
      [
        choose("set", "Problems"),
        choose("run", "Run"),
        choose("step", "Update"),
        choose("order", "Order"),
        choose("filter", "Only"),
        choose("signal", "Shade by"),
      ].join("\n")
    }
<label>Prompt contains<input name="text" type="search" autocomplete="off"></label>
</form>
<p class="where" id="count" role="status"></p>
<div id="cards"></div>
<p><button type="button" id="more">Show 20 more</button></p>
</div>
<dialog id="past" aria-labelledby="history-title"><button type="button" id="past-close">Close</button><div id="past-body"></div></dialog>`
    : "<p>No samples have been written yet.</p>"
