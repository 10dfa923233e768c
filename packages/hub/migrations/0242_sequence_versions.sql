-- What a sequence did at a time: those in the middle of it go on by the version they began with.
create table sequence_versions (
  workspace_id uuid not null,
  sequence_id uuid not null,
  version integer not null,
  definition jsonb not null,
  at platform_time not null,
  by jsonb not null, -- {kind, id, name}
  primary key (workspace_id, sequence_id, version)
);
insert into sequence_versions (workspace_id, sequence_id, version, definition, at, by)
select workspace_id, id, 1, definition, changed_at, changed_by from sequences;
alter table sequences add column version integer not null default 1;
alter table sequence_runs add column version integer not null default 1;
