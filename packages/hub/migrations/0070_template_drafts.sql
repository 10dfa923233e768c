-- Templates from the first word to the last: drafts that are ours alone, versions, what became of them, and the files reviewers see.

alter table templates
  add column if not exists reason text,
  add column if not exists recommendation text,
  add column if not exists planned_category text,
  add column if not exists planned_category_at platform_time,
  add column ttl_seconds integer,
  add column approved_at platform_time, -- since when it is known to have been approved once: its name is locked after it is deleted
  add column name_locked_until platform_time;

-- A name comes back when its lock has ended: only those that live must differ.
alter table templates drop constraint templates_workspace_id_waba_id_name_language_key;
create unique index templates_that_live on templates (workspace_id, waba_id, name, language) where status <> 'DELETED';
create index templates_by_name on templates (workspace_id, waba_id, name, language);

-- What somebody is writing. No sync touches it; it ends when it is submitted or thrown away.
create table template_drafts (
  workspace_id uuid not null,
  id uuid not null,
  waba_id text not null,
  template_id text, -- the platform's template that this will change; none: it will be a new one
  name text not null,
  language text not null,
  category text not null,
  parameter_format text not null default 'POSITIONAL',
  components jsonb not null,
  ttl_seconds integer,
  revision integer not null default 1, -- grows with every save: who saves names the one they saw
  refusal jsonb, -- what the platform said to the last submission
  submitting_until machine_time, -- somebody submits it just now; nobody else may meanwhile
  created_at platform_time not null,
  updated_at platform_time not null,
  updated_by jsonb not null,
  primary key (workspace_id, id)
);
create unique index template_drafts_one_for_each on template_drafts (workspace_id, template_id) where template_id is not null;
create index template_drafts_by_name on template_drafts (workspace_id, waba_id, name);

-- Every content a template has had, as it was submitted or found. `by` is absent for what was found at the platform.
create table template_versions (
  workspace_id uuid not null,
  template_id text not null,
  version integer not null,
  at platform_time not null,
  category text not null,
  parameter_format text not null,
  components jsonb not null,
  ttl_seconds integer,
  by jsonb,
  counted boolean not null default false, -- an edit of an approved template: the platform allows few of them
  primary key (workspace_id, template_id, version)
);

-- What became of a template: one row for each state that differed from the one before.
create table template_history (
  workspace_id uuid not null,
  template_id text not null,
  id uuid not null,
  at platform_time not null,
  status text not null,
  quality text not null,
  category text not null,
  reason text,
  recommendation text,
  paused_until platform_time,
  planned_category text,
  planned_category_at platform_time,
  primary key (workspace_id, template_id, id)
);

-- Sample files of headers. The platform gets them when a draft is submitted, and answers with a handle that does not live long.
create table template_samples (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  mime text not null,
  bytes bytea not null,
  created_at machine_time not null default now(),
  primary key (workspace_id, id)
);

-- What was sent with templates lately.
create index messages_of_templates on messages (workspace_id, at) where template is not null;
create index messages_of_taps on messages (workspace_id, at) where type = 'button';

-- What is there now is where histories and versions begin.
insert into template_versions (workspace_id, template_id, version, at, category, parameter_format, components)
  select workspace_id, id, 1, now(), category, parameter_format, components from templates;
