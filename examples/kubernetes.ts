// A run on Kubernetes: PostgreSQL, the coordinator as a Job whose run folder is a volume, and workers as a Deployment that may grow and
// shrink. The types of kubernetes-types have checked these objects; no cluster has run them. What to change is at the top.
// Use it: node examples/kubernetes.ts | kubectl apply -f -
import type { Deployment } from "kubernetes-types/apps/v1.d.ts"
import type { Job } from "kubernetes-types/batch/v1.d.ts"
import type { Container, PersistentVolumeClaim, PodSpec, Secret, Service } from "kubernetes-types/core/v1.d.ts"

/** An image of Node 24 with `npm install -g @rlif/trainer @effect/sql-pg`. */
const image = "registry.example.org/rlif:0.1.0"
const [workers, password] = [4, "change-me"]
const train = ["--model", "Qwen/Qwen2.5-0.5B", "--data", "openai/gsm8k/main:train", "--chat", "--lora-rank", "16"]

const database = `postgres://rlif:${password}@rlif-database/rlif`
const named = (name: string) => ({ metadata: { name, labels: { app: name } } })
const selected = (app: string) => ({ selector: { matchLabels: { app } } })
const pod = (app: string, spec: PodSpec) => ({ metadata: { labels: { app } }, spec })
const secret = (key: string) => ({ valueFrom: { secretKeyRef: { name: "rlif-database", key } } })

/** A script of the shell, which knows $DATABASE and $POD. */
const rlif = (name: string, script: string): Container => ({
  name,
  image,
  command: ["sh", "-c", script],
  env: [
    { name: "DATABASE", ...secret("url") },
    { name: "POD", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
  ],
})

const databaseSecret: Secret = {
  apiVersion: "v1",
  kind: "Secret",
  ...named("rlif-database"),
  stringData: { url: database, password },
}

// Nothing in the database is truth: it has no volume, and may start anew in mid-run.
const databaseServer: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  ...named("rlif-database"),
  spec: {
    replicas: 1,
    ...selected("rlif-database"),
    template: pod("rlif-database", {
      containers: [{
        name: "postgres",
        image: "postgres:17",
        ports: [{ containerPort: 5432 }],
        env: [
          { name: "POSTGRES_USER", value: "rlif" },
          { name: "POSTGRES_DB", value: "rlif" },
          { name: "POSTGRES_PASSWORD", ...secret("password") },
        ],
      }],
    }),
  },
}

const databaseService: Service = {
  apiVersion: "v1",
  kind: "Service",
  ...named("rlif-database"),
  spec: { selector: { app: "rlif-database" }, ports: [{ port: 5432 }] },
}

const runs: PersistentVolumeClaim = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  ...named("rlif-runs"),
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "20Gi" } } },
}

// A pod that starts again goes on from the last checkpoint, and takes the lead.
const led = "--workers $DATABASE --address $POD:7000"
const resumed = `exec rlif train --resume /runs/run ${led}`
const anew = `exec rlif train ${train.join(" ")} --parts 8 --out /runs/run ${led}`
const coordinator: Job = {
  apiVersion: "batch/v1",
  kind: "Job",
  ...named("rlif-coordinator"),
  spec: {
    backoffLimit: 20,
    template: pod("rlif-coordinator", {
      restartPolicy: "OnFailure",
      containers: [{
        ...rlif("train", `[ -e /runs/run/config.json ] && ${resumed}; ${anew}`),
        ports: [{ containerPort: 7000 }],
        volumeMounts: [{ name: "runs", mountPath: "/runs" }],
      }],
      volumes: [{ name: "runs", persistentVolumeClaim: { claimName: "rlif-runs" } }],
    }),
  },
}

const worker: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  ...named("rlif-worker"),
  spec: {
    replicas: workers,
    ...selected("rlif-worker"),
    template: pod("rlif-worker", {
      containers: [{
        ...rlif("worker", "exec rlif worker --join $DATABASE"),
        resources: { requests: { cpu: "4", memory: "8Gi" } },
      }],
    }),
  },
}

/** All of it, as kubectl reads it. */
export const items = [databaseSecret, databaseServer, databaseService, runs, coordinator, worker] as const

if (import.meta.main) {
  const list = { apiVersion: "v1", kind: "List", items, metadata: {} }
  console.log(JSON.stringify(list, null, 2))
}
