-- Each change of a number's rating, so that its days can be told later.
create table quality_changes (
  workspace_id uuid not null,
  phone_number_id text not null,
  at platform_time not null,
  before text not null,
  quality text not null,
  primary key (workspace_id, phone_number_id, at)
);
