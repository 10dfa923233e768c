-- What a workspace pays otherwise than listed, from a day on; no amount: the list price again.
create table own_rates (
  workspace_id uuid not null,
  currency text not null,
  market text not null,
  category text not null check (category in ('marketing', 'utility', 'authentication', 'authentication-international', 'service')),
  from_day date not null,
  amount text,
  note text not null,
  recorded_by jsonb not null,
  recorded_at machine_time not null default now(),
  primary key (workspace_id, currency, market, category, from_day),
  constraint note_is_bounded check (length(note) <= 500)
);
