// A collector on this machine that takes OTLP as JSON over HTTP, for tests: what came, read back as plain records.
import { Effect } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** A span as it was exported. */
export interface CollectedSpan {
  readonly name: string
  readonly id: string
  readonly trace: string
  readonly parent: string | undefined
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Readonly<Record<string, unknown>>
  readonly error: string | undefined
}

/** A metric as it was last exported: the numbers of its only data point. */
export interface CollectedMetric {
  readonly name: string
  readonly kind: "gauge" | "sum" | "histogram"
  readonly point: Readonly<Record<string, unknown>>
}

/** What has come so far. */
export interface Collected {
  readonly endpoint: string
  /** The path and the content type of each request. */
  readonly requests: ReadonlyArray<readonly [path: string, type: string]>
  readonly bodies: ReadonlyArray<Buffer>
  readonly spans: () => ReadonlyArray<CollectedSpan>
  readonly metrics: () => Readonly<Record<string, CollectedMetric>>
  readonly logs: () => ReadonlyArray<string>
  readonly services: () => ReadonlyArray<unknown>
}

/** The names of a span and of those that it stands in, from the outermost: `run > update > Policy.update`. */
export const pathOf = (spans: ReadonlyArray<CollectedSpan>, span: CollectedSpan): string => {
  const above = spans.find(({ id }) => id === span.parent)
  return above === undefined ? span.name : `${pathOf(spans, above)} > ${span.name}`
}

/** Listens on a free port until the scope closes. */
export const collector = Effect.acquireRelease(
  Effect.promise(() =>
    new Promise<{ readonly collected: Collected; readonly close: () => void }>((resolve) => {
      const requests: Array<readonly [string, string]> = []
      const bodies: Array<Buffer> = []
      const server = createServer(async (request, response) => {
        const body = Buffer.concat(await Array.fromAsync(request))
        requests.push([request.url ?? "", request.headers["content-type"] ?? ""])
        bodies.push(body)
        response.end("{}")
      })
      const parts = (path: string) =>
        requests.flatMap(([url, type], i) => url === path && type === "application/json" ? [parse(bodies[i])] : [])
      const collected: Collected = {
        endpoint: "",
        requests,
        bodies,
        spans: () =>
          parts("/v1/traces").flatMap(({ resourceSpans }) => resourceSpans)
            .flatMap(({ scopeSpans }) => scopeSpans).flatMap(({ spans }) => spans).map(spanOf),
        metrics: () =>
          Object.fromEntries(
            parts("/v1/metrics").flatMap(({ resourceMetrics }) => resourceMetrics)
              .flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(({ metrics }) => metrics)
              .map((metric) => [metric.name, metricOf(metric)]),
          ),
        logs: () =>
          parts("/v1/logs").flatMap(({ resourceLogs }) => resourceLogs)
            .flatMap(({ scopeLogs }) => scopeLogs).flatMap(({ logRecords }) => logRecords)
            .map(({ body }) => String(Object.values(body)[0])),
        services: () =>
          parts("/v1/traces").flatMap(({ resourceSpans }) => resourceSpans)
            .map(({ resource }) => record(resource.attributes)["service.name"]),
      }
      server.listen(0, "127.0.0.1", () => {
        const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
        resolve({ collected: { ...collected, endpoint }, close: () => server.close() })
      })
    })
  ),
  ({ close }) => Effect.sync(close),
).pipe(Effect.map(({ collected }) => collected))

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface Otlp {
  readonly resourceSpans: ReadonlyArray<{
    readonly resource: { readonly attributes: ReadonlyArray<KeyValue> }
    readonly scopeSpans: ReadonlyArray<{ readonly spans: ReadonlyArray<OtlpSpan> }>
  }>
  readonly resourceMetrics: ReadonlyArray<{
    readonly scopeMetrics: ReadonlyArray<{ readonly metrics: ReadonlyArray<OtlpMetric> }>
  }>
  readonly resourceLogs: ReadonlyArray<{
    readonly scopeLogs: ReadonlyArray<{ readonly logRecords: ReadonlyArray<{ readonly body: object }> }>
  }>
}

interface OtlpSpan {
  readonly name: string
  readonly spanId: string
  readonly traceId: string
  readonly parentSpanId?: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: ReadonlyArray<KeyValue>
  readonly status: { readonly code: number; readonly message?: string }
}

type OtlpMetric =
  & { readonly name: string }
  & {
    readonly [K in CollectedMetric["kind"]]?: { readonly dataPoints: ReadonlyArray<CollectedMetric["point"]> }
  }

const parse = (body: Buffer): Otlp => JSON.parse(body.toString())

const record = (attributes: ReadonlyArray<KeyValue>) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

const spanOf = ({ name, spanId, traceId, parentSpanId, attributes, status, ...times }: OtlpSpan): CollectedSpan => ({
  name,
  id: spanId,
  trace: traceId,
  parent: parentSpanId,
  start: BigInt(times.startTimeUnixNano),
  end: BigInt(times.endTimeUnixNano),
  attributes: record(attributes),
  error: status.code === 2 ? status.message : undefined,
})

const metricOf = (metric: OtlpMetric): CollectedMetric => {
  const kind = (["gauge", "sum", "histogram"] as const).find((kind) => metric[kind] !== undefined)!
  return { name: metric.name, kind, point: metric[kind]!.dataPoints[0] }
}
