-- Whether a number's webhooks come: what was accepted since the last one, and since when nothing was heard of it.
create table webhook_pulse (
  workspace_id uuid not null,
  phone_number_id text not null,
  heard_at platform_time,
  unheard integer not null default 0 check (unheard >= 0),
  unheard_since platform_time,
  silent_since platform_time, -- told, and not over yet
  primary key (workspace_id, phone_number_id),
  constraint unheard_has_beginning check ((unheard > 0) = (unheard_since is not null)),
  constraint silent_is_unheard check (silent_since is null or unheard > 0)
);
