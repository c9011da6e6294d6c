// Limits on a hub's silence and on the size of its answers.
import type { HubError } from "./hub_error.ts"

/** The limits, and the errors of exceeding them. */
export interface Bounds {
  /** Most seconds without a byte. */
  readonly silence: number
  /** Most bytes of all answers together, counted after decompression. */
  readonly bytes: number
  readonly requests: number
  readonly fail: (reason: HubError["reason"], why: string) => HubError
}

/** A `fetch` that fails if the hub is silent, if its answers are too long, or if it always links to one more page. */
export const bounded = (
  fetch: typeof globalThis.fetch,
  { silence, bytes, requests, fail }: Bounds,
): typeof globalThis.fetch => {
  let [asked, read] = [0, 0]
  return async (input, init) => {
    if (++asked > requests) throw fail("malformed", `its listing has more than ${requests} pages`)
    const idle = new AbortController()
    const within = async <A>(work: Promise<A>): Promise<A> => {
      const timer = setTimeout(() => idle.abort(fail("silent", `silent for ${silence} s, given up`)), silence * 1000)
      try {
        return await work
      } finally {
        clearTimeout(timer)
      }
    }
    const signal = init?.signal ? AbortSignal.any([init.signal, idle.signal]) : idle.signal
    const response = await within(fetch(input, { ...init, signal }))
    if (response.body === null) return response
    const reader = response.body.getReader()
    const body = new ReadableStream<Uint8Array>({
      // The clock runs only while the caller waits for bytes.
      pull: async (controller) => {
        const { done, value } = await within(reader.read())
        if (done) return controller.close()
        read += value.length
        if (read > bytes) {
          const error = fail("malformed", `its answer is longer than ${bytes / 2 ** 20} MiB`)
          idle.abort(error)
          throw error
        }
        controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    }, { highWaterMark: 0 })
    return new Response(body, response)
  }
}
