-- Requests, sign-ins and wrong keys of this minute, as each process counts them. Of the instance: an address has no workspace. Lost
-- with a crash of the database, and no harm done.
create unlogged table rate_counts (
  minute machine_time not null,
  kind text not null,
  subject text not null,
  holder uuid not null,
  count integer not null,
  primary key (minute, kind, subject, holder)
);
