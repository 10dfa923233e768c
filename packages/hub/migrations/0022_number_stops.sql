-- Numbers that send nothing for now, because the platform refused whatever they sent. Gone once a send passes again.
create table number_stops (
  workspace_id uuid not null,
  phone_number_id text not null,
  code integer not null,
  because text not null,
  since platform_time not null,
  until platform_time not null, -- one send tries again then
  tries integer not null,
  primary key (workspace_id, phone_number_id)
);

-- journal_odd serves.
drop index journal_unreadable;
