-- Workspaces that hold a demo company beside an emulator: only these may be started over. A life that was cut short begins anew.
create table demo_companies (
  workspace_id uuid primary key,
  state text not null check (state in ('wanted', 'living', 'lived')),
  -- Up to which instant its days are lived; null: the machine's own time.
  lives_until platform_time
);
