-- Everything anybody said about being written to, as it was said: `consents` holds what follows from it, this holds the receipts.
create table consent_statements (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  purpose text not null,
  choice text not null check (choice in ('in', 'out', 'resume')),
  at platform_time not null,
  evidence jsonb not null,
  recorded_at machine_time not null default now(),
  -- The same statement, told twice, is one.
  proof uuid generated always as (md5(evidence::text)::uuid) stored,
  primary key (workspace_id, id),
  unique (workspace_id, contact_id, at, purpose, choice, proof)
);

insert into consent_statements (workspace_id, id, contact_id, purpose, choice, at, evidence)
select c.workspace_id, gen_random_uuid(), c.contact_id, purpose.key,
  case slot.key when 'platformOut' then 'out' when 'platformResume' then 'resume' else slot.key end,
  to_timestamp((slot.value ->> 'at')::numeric / 1000), coalesce(slot.value -> 'evidence', '{}')
from consents c, jsonb_each(c.state) as purpose, jsonb_each(purpose.value) as slot
on conflict do nothing;

-- What a workspace asks for beside the platform's categories. Templates named here go only to people who said yes to it.
create table consent_purposes (
  workspace_id uuid not null,
  purpose text not null check (purpose ~ '^own[.][a-z0-9][a-z0-9-]{0,39}$'),
  name text not null,
  about text not null default '',
  templates text[] not null default '{}' check (cardinality(templates) <= 200),
  created_at machine_time not null default now(),
  primary key (workspace_id, purpose)
);

-- How people say yes: a word they send (by hand, a link or a code), an ad they come from, a form of ours.
create table opt_in_ways (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('keyword', 'ad', 'form')),
  name text not null,
  -- The word as it is compared, or the ad's id ('*' is every ad).
  key text,
  phone_number_id text,
  purposes text[] not null check (cardinality(purposes) between 1 and 20),
  confirm text not null default 'none' check (confirm in ('none', 'question', 'whatsapp')),
  version integer not null,
  active boolean not null default true,
  created_at machine_time not null default now(),
  primary key (workspace_id, id),
  constraint key_unless_form check ((kind = 'form') = (key is null))
);
create unique index opt_in_ways_by_key on opt_in_ways (workspace_id, kind, key, phone_number_id) nulls not distinct where active and key is not null;

-- What people agreed to, each version as it was shown.
create table opt_in_wordings (
  workspace_id uuid not null,
  way_id uuid not null,
  version integer not null,
  wording text not null,
  written_by text not null,
  written_at machine_time not null default now(),
  primary key (workspace_id, way_id, version)
);

-- A yes that counts only once it was confirmed: by a tap on our question, or by a message that carries the form's code.
create table opt_in_asks (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid,
  code text,
  name text not null default '',
  purposes text[] not null,
  wording text not null,
  source text,
  how text not null,
  asked_at platform_time not null,
  expires_at platform_time not null,
  answer text check (answer in ('yes', 'no')),
  answered_at platform_time,
  primary key (workspace_id, id)
);
create unique index opt_in_asks_by_code on opt_in_asks (workspace_id, code) where code is not null;
create index opt_in_asks_of on opt_in_asks (workspace_id, contact_id) where contact_id is not null;

-- What we owe somebody who spoke of consent: a question, a confirmation. It passes the gate like everything else.
create table consent_replies (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  phone_number_id text not null,
  message jsonb not null,
  made_at platform_time not null,
  message_id uuid,
  because text,
  done boolean not null default false,
  primary key (workspace_id, id)
);
create index consent_replies_waiting on consent_replies (workspace_id, id) where not done;
