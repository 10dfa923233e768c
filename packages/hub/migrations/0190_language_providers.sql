-- A model that a workspace may ask for drafts; none by default. Prices are those of a million tokens, given by the workspace itself.
create table language_providers (
  workspace_id uuid primary key,
  kind text not null check (kind in ('openai-compatible', 'anthropic')),
  base_url text not null,
  model text not null,
  key_sealed text, -- null: the provider asks for none
  features text[] not null default '{}', -- what it may be asked for; nothing unless named
  input_price numeric not null default 0,
  output_price numeric not null default 0,
  currency text not null,
  monthly_limit numeric, -- null: none
  changed_by text not null,
  changed_at machine_time not null default now()
);

-- Each time the model was asked: what for and what it cost, and not a word of what was said.
create table language_uses (
  workspace_id uuid not null,
  id uuid not null,
  at machine_time not null default now(),
  feature text not null,
  thread_id uuid,
  input_tokens integer not null default 0,
  output_tokens integer not null default 0,
  cost numeric not null default 0,
  currency text not null,
  failed text, -- why, as a sentence
  primary key (workspace_id, id)
);
create index language_uses_by_time on language_uses (workspace_id, at);
