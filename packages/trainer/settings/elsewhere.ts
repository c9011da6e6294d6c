// What other trainers call our settings: whoever writes one of their names is told ours.
import { kebab } from "./kebab.ts"

/** Names of TRL's GRPO trainer and of PEFT, in snake_case, with what to write here. */
export const elsewhere: Readonly<Record<string, string>> = {
  num_generations: "--completions",
  max_completion_length: "--max-tokens",
  max_new_tokens: "--max-tokens",
  max_prompt_length: "--max-prompt",
  per_device_train_batch_size: "--problems (an update has --problems x --completions samples)",
  gradient_accumulation_steps: "--problems (an update is cut by --micro-batch-tokens)",
  lr: "--learning-rate",
  epsilon: "--clip-low and --clip-high",
  epsilon_high: "--clip-high",
  beta: "--penalty-weight, with --penalty k3",
  use_kl_in_reward: "--reward with log-ratio, as in exact-answer:1,log-ratio:0.05, and --teacher frozen",
  sync_ref_model: "--teacher following:RATE",
  ref_model_mixup_alpha: "--teacher following:RATE",
  kl_coef: "--penalty-weight, with --penalty k3",
  loss_type: "--aggregate (grpo: sequence-mean, dapo: token-mean, dr_grpo: fixed-length), or --loss (cispo)",
  importance_sampling_level: "--loss (sequence: gspo)",
  delta: "--loss dual-clipped",
  scale_rewards: "--advantage (True: standardized, False: centered)",
  reward_funcs: "--reward",
  reward_weights: "--reward, as in self-certainty:1,repetition:-0.1",
  steps_per_generation: "--minibatches",
  ppo_mini_batch_size: "--minibatches, the number of parts of a batch",
  num_iterations: "--epochs",
  ppo_epochs: "--epochs",
  mask_truncated_completions: "--without-cut",
  vllm_importance_sampling_correction: "--correction",
  entropy_coeff: "--entropy-bonus",
  n_votes_per_prompt: "--votes",
  n_samples_per_prompt: "--completions",
  output_dir: "--out",
  max_steps: "--steps",
  num_train_epochs: "--steps",
  warmup_steps: "--warm-up",
  warmup_ratio: "--warm-up, in updates",
  lr_scheduler_type: "--schedule",
  adam_beta1: "--beta1",
  adam_beta2: "--beta2",
  max_grad_norm: "--clip-norm",
  eval_steps: "--eval-every",
  save_steps: "--save-every",
  save_total_limit: "--keep",
  resume_from_checkpoint: "--resume, with a run's folder",
  gradient_checkpointing: "--recompute",
  model_name_or_path: "--model",
  dataset_name: "--data",
  chat_template_kwargs: "--template-args",
  lora_r: "--lora-rank",
  lora_target_modules: "--lora-targets",
  report_to: "--tensorboard or --otlp",
}

/** What to write in place of a flag or key of another trainer, or of one of ours in another spelling; undefined if neither. */
export const calledHere = (given: string, settings: ReadonlyArray<string>): string | undefined => {
  const name = kebab(given.replace(/^-+/, "")).replaceAll("-", "_")
  const ours = settings.map((setting) => kebab(setting)).find((setting) => setting.replaceAll("-", "_") === name)
  if (ours !== undefined) return `--${ours}`
  const here = Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined
  const flags = [...(here ?? "").matchAll(/--([a-z0-9-]+)/g)].map(([, flag]) => flag)
  return settings.some((setting) => kebab(setting) === flags[0]) ? here : undefined
}
