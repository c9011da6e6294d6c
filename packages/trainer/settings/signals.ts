// Which signals are taken of tokens, in the settings of every command that writes them.
import { allSignals } from "@rlif/core/signals"
import { signalName, signalNames, signalOf } from "./names.ts"
import { nameList } from "./parts.ts"

/** Settings of signals. */
export const signalSettings = {
  signals: nameList({
    fallback: allSignals.map(signalName).join(","),
    help: `signals of each token that are written, comma-separated: ${signalNames}; or modules that export some`,
    problem: (name) =>
      signalOf(name) !== undefined
        ? undefined
        : `"${name}" is no signal (${signalNames}) and no path of a module, such as ./my_signal.ts`,
  }),
}
