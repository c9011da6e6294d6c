// The event files that TensorBoard reads: records of TFRecord's framing, each a message Event of tensorboard's event.proto.
import { reasonOf } from "@rlif/core/files/reason"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { Metrics } from "../stage/step.ts"
import { RunFolderError } from "./run_error.ts"
import type { RunFolder } from "./run_folder.ts"
import { concatenated } from "./concatenated.ts"

/**
 * A run folder whose metrics also go, a scalar each, into an event file of their own, which whole records are appended to. Of
 * a run that goes on after a step, TensorBoard drops what older files have of later ones.
 */
export const withEvents = Effect.fnUntraced(function* (folder: RunFolder, after = 0) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const start = yield* Clock.currentTimeMillis
  const file = path.join(folder.path, `events.out.tfevents.${Math.floor(start / 1000)}.rlif`)
  const append = (bytes: Uint8Array) =>
    fs.writeFile(file, bytes, { flag: "a" }).pipe(
      Effect.mapError((error) => new RunFolderError({ action: "append to", path: file, reason: reasonOf(error) })),
      Effect.uninterruptible,
    )
  yield* append(record(opening(start / 1000)))
  if (after > 0) yield* append(record(goingOn(start / 1000, after + 1)))
  const both: RunFolder = {
    ...folder,
    metrics: Effect.fnUntraced(function* (step, metrics) {
      yield* folder.metrics(step, metrics)
      yield* append(record(scalars({ time: (yield* Clock.currentTimeMillis) / 1000, step, metrics })))
    }),
  }
  return both
})

// Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5 }
const opening = (time: number): Uint8Array => concatenated([double(1, time), text(3, "brain.Event:2")])

// Event.session_log = 7: SessionLog { SessionStatus status = 1, of which START is 1 }
const goingOn = (time: number, step: number): Uint8Array =>
  concatenated([double(1, time), counted(2, step), message(7, [counted(1, 1)])])

// Summary { repeated Value value = 1 }, Value { string tag = 1; float simple_value = 2 }
const scalars = ({ time, step, metrics }: {
  readonly time: number
  readonly step: number
  readonly metrics: Metrics
}): Uint8Array => {
  const values = Object.entries(metrics).map(([name, value]) => message(1, [text(1, name), float(2, value)]))
  return concatenated([double(1, time), counted(2, step), message(5, values)])
}

/** `length (uint64), masked crc of it, data, masked crc of it`, little-endian. */
const record = (data: Uint8Array): Uint8Array => {
  const head = new Uint8Array(8)
  new DataView(head.buffer).setUint32(0, data.length, true)
  return concatenated([head, checked(head), data, checked(data)])
}

const checked = (data: Uint8Array): Uint8Array => {
  const crc = crc32c(data)
  const bytes = new Uint8Array(4)
  // Rotated by 15 bits, plus a constant: a record that holds checksums would else look like its own.
  new DataView(bytes.buffer).setUint32(0, ((crc >>> 15 | crc << 17) >>> 0) + 0xa282ead8, true)
  return bytes
}

/** CRC-32C (Castagnoli), reflected: polynomial 0x82f63b78. */
const crc32c = (data: Uint8Array): number => {
  let crc = -1
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (0x82f63b78 & -(crc & 1))
  }
  return ~crc >>> 0
}

// Fields of a protobuf message: a key (number, kind), then the value.

const varint = (value: number): Uint8Array => {
  const bytes: Array<number> = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 | 128)
  return Uint8Array.from([...bytes, value])
}

const counted = (number: number, value: number) => concatenated([varint(number << 3), varint(value)])

const fixed = (number: number, { bytes, kind, set }: {
  readonly bytes: number
  readonly kind: number
  readonly set: (view: DataView) => void
}): Uint8Array => {
  const data = new Uint8Array(bytes)
  set(new DataView(data.buffer))
  return concatenated([varint(number << 3 | kind), data])
}

const double = (number: number, value: number) =>
  fixed(number, { bytes: 8, kind: 1, set: (view) => view.setFloat64(0, value, true) })

const float = (number: number, value: number) =>
  fixed(number, { bytes: 4, kind: 5, set: (view) => view.setFloat32(0, value, true) })

const text = (number: number, value: string) => message(number, [new TextEncoder().encode(value)])

const message = (number: number, parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const data = concatenated(parts)
  return concatenated([varint(number << 3 | 2), varint(data.length), data])
}
