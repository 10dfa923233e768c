-- A template may be sent again, and much may wait for it: how far the ledger was looked through for what does, number by number, in the
-- order of sends_due. A row is gone once nothing is left to look at.
create table template_releases (
  workspace_id uuid not null,
  template_id text not null,
  phone_number_id text not null,
  free platform_time not null, -- when what waits may go
  priority smallint not null default 0,
  after_due platform_time not null,
  after_id uuid not null,
  primary key (workspace_id, template_id, phone_number_id)
);
