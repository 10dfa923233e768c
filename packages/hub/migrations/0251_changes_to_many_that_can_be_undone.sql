-- Whom a change of many people really changed: what undoes it touches nobody else. Forgotten with the job.
create table job_changes (
  workspace_id uuid not null,
  job_id uuid not null,
  contact_id uuid not null,
  primary key (workspace_id, job_id, contact_id)
);
create index job_changes_of_contact on job_changes (workspace_id, contact_id);
